// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The limits of this process for podman's containers: they get what processes of Pods get, and
 * podman's own default may be more than this process is allowed to give. Pure.
 */
final class ProcessLimits {
  private static final Map<String, String> NAMES =
      Map.of("Max processes", "nproc", "Max open files", "nofile");

  private ProcessLimits() {}

  /**
   * @param text of {@code /proc/self/limits}
   * @param mostProcesses that the machine has at once; podman gives no more, and takes more away
   *     from itself
   */
  static List<String> options(String text, long mostProcesses) {
    List<String> options = new ArrayList<>();
    for (String line : text.lines().toList()) {
      for (Map.Entry<String, String> each : NAMES.entrySet()) {
        if (line.startsWith(each.getKey() + " ")) {
          long most = each.getValue().equals("nproc") ? mostProcesses : Long.MAX_VALUE;
          String[] values = line.substring(each.getKey().length()).strip().split("\\s+", -1);
          options.add(
              "--ulimit=%s=%s:%s"
                  .formatted(each.getValue(), value(values[0], most), value(values[1], most)));
        }
      }
    }
    return options;
  }

  private static long value(String said, long most) {
    if (said.equals("unlimited")) {
      return most == Long.MAX_VALUE ? -1 : most;
    }
    return Math.min(Long.parseLong(said), most);
  }
}
