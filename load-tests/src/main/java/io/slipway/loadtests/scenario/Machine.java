// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where and when something was measured; {@code load} is how busy the machine was before. */
record Machine(String date, String cpu, int cores, String kernel, String java, double load) {
  static Machine here() throws IOException {
    String cpu =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor");
    int cores =
        (int)
            Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("processor"))
                .count();
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        cpu,
        cores,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]));
  }

  String sentence() {
    return "%s; %s, %d cores; %s; %s; load average before: %s."
        .formatted(date, cpu, cores, kernel, java, Figures.text(load));
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("date", date);
    document.put("cpu", cpu);
    document.put("cores", cores);
    document.put("kernel", kernel);
    document.put("java", java);
    document.put("load_before", load);
    return document;
  }
}
