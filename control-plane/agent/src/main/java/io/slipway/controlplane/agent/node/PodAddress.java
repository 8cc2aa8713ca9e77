// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import java.util.Locale;

/**
 * Addresses of Pods without a network of their own. On Linux every address of 127.0.0.0/8 is this
 * machine's: each Pod gets one, so that two may listen on the same port if they listen on their own
 * address. They are in 127.64.0.0/11, beside the addresses of Services. Pure: the same Pod has the
 * same address, also after a restart.
 */
final class PodAddress {
  private PodAddress() {}

  /**
   * @param machine the address of the machine, which Pods share where there are no others
   */
  static String of(String podUid, String machine) {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    if (!linux || !machine.startsWith("127.")) {
      return machine;
    }
    int hash = podUid.hashCode() * 0x9E3779B9;
    int second = 64 + (hash >>> 27);
    int third = (hash >>> 16) & 0xff;
    int fourth = 1 + ((hash >>> 4) & 0xfff) % 254;
    return "127." + second + "." + third + "." + fourth;
  }
}
