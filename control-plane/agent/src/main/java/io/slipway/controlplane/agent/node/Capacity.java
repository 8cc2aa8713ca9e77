// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this machine has for Pods. */
record Capacity(long cpuThousandths, long memoryBytes, int pods) {
  private static final int MAX_PODS = 250;

  static Capacity ofThisMachine() {
    return new Capacity(Runtime.getRuntime().availableProcessors() * 1000L, memory(), MAX_PODS);
  }

  private static long memory() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemTotal:")) {
          String kilobytes = line.substring(9, line.length() - 2).strip();
          return Long.parseLong(kilobytes) * 1024;
        }
      }
    } catch (IOException | NumberFormatException _) {
      // no Linux: asked below
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }

  Map<String, BigDecimal> amounts() {
    return Map.of(
        "cpu", BigDecimal.valueOf(cpuThousandths, 3),
        "memory", BigDecimal.valueOf(memoryBytes),
        "pods", BigDecimal.valueOf(pods));
  }

  /** As a Node's status has it. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cpu", cpuThousandths % 1000 == 0 ? "" + cpuThousandths / 1000 : cpuThousandths + "m");
    json.put("memory", memoryBytes / 1024 + "Ki");
    json.put("pods", String.valueOf(pods));
    return json;
  }
}
