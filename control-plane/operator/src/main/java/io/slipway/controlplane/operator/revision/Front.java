// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where requests for services are answered, and what is asked of who comes there.
 *
 * @param address such as {@code 127.0.0.1:8080}
 * @param addressInPods the same for processes of Pods; asked when there are such that need it
 * @param encrypted whether connections are TLS
 * @param asksWhoCalls whether requests need a token or a certificate
 */
public record Front(
    String address, Supplier<String> addressInPods, boolean encrypted, boolean asksWhoCalls) {
  public Front {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(addressInPods, "addressInPods");
  }

  /** One for everybody. */
  public static Front open(String address) {
    return new Front(address, () -> address, false, false);
  }

  /** Before an address. */
  public String scheme() {
    return encrypted ? "https://" : "http://";
  }
}
