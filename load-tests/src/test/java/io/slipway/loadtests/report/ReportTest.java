// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final String RAW =
      """
      {"kind": "run", "date": "2026-01-02", "profile": "quick", "machine": {"cpu": "A CPU", "cores": 2, "memory_gib": 8, "kernel": "6.1"}, "slipway": "abc", "java": "25", "tools": {"h2load": "1.52"}, "models": {"iris": "tiny"}, "servers": {"slipway": {"title": "Slipway", "kind": "slipway", "versions": {}}, "triton": {"title": "Triton front end, Python backend", "kind": "peer", "versions": {"nvidia-pytriton": "0.7.0"}}}, "absent": {"x": {"title": "X", "reason": "a container only"}}}
      {"kind": "load", "round": 0, "model": "iris", "server": "slipway", "protocol": "json", "concurrency": 16, "tool": "h2load", "answers": 40000, "failed": 0, "cut_off": 1, "p50_ms": 0.5, "p99_ms": 1.5, "p999_ms": 2.5, "cpu_seconds": 1.0, "seconds": 1.1, "server_busy": 0.9, "client_busy": 0.4, "load_average": 1.5}
      {"kind": "load", "round": 0, "model": "iris", "server": "triton", "protocol": "json", "concurrency": 16, "tool": "wrk", "answers": 2500, "failed": 0, "cut_off": 1, "cpu_seconds": 1.0, "seconds": 1.1, "server_busy": 0.9, "client_busy": 0.4, "load_average": 1.5}
      {"kind": "inprocess", "round": 0, "model": "iris", "server": "inprocess_java", "runs": 200000, "cpu_seconds": 1.0, "seconds": 1.0}
      {"kind": "server", "round": 0, "model": "iris", "server": "slipway", "cold_seconds": 0.5, "cold_cpu_seconds": 0.4, "idle_pss_mib": 90.5, "idle_cpu": 0.001, "loaded_pss_mib": 120.1}
      {"kind": "pair", "round": 0, "model": "resnet50", "server": "slipway", "protocol": "bin", "concurrency": 1, "pair": 0, "answers": 300, "failed": 0, "cpu_seconds": 10.0, "inprocess_runs": 300, "inprocess_cpu_seconds": 9.9}
      {"kind": "tail", "round": 0, "model": "iris", "server": "triton", "of": "triton", "rate": 1000, "good_per_second": 999.5, "p50_ms": 1.0, "p99_ms": 2.0, "p999_ms": 3.0, "generator_busy": 0.1}
      {"kind": "failure", "round": 0, "model": "iris", "server": "triton", "protocol": "grpc", "reason": "no"}
      {"kind": "done", "round": 0, "model": "iris", "server": "triton"}
      """;

  @TempDir private Path directory;

  @Test
  void writesTablesPlotsAndAllFigures() throws Exception {
    Path page = directory.resolve("performance.md");
    Files.writeString(
        page,
        """
        # Performance
        by hand
        <!-- load-tests/peers: begin -->
        old
        <!-- load-tests/peers: end -->
        by hand, too
        """);
    Report.main(new String[] {raw().toString(), directory.toString()});
    assertThat(page)
        .content()
        .startsWith("# Performance\nby hand\n<!-- load-tests/peers: begin -->\n\n2026-01-02, ")
        .endsWith("\n<!-- load-tests/peers: end -->\nby hand, too\n")
        .contains(
            "| iris, json, c=16: answers per CPU second / best peer | at least 15.0 | 16.0 | met")
        .contains("![iris](performance/iris.svg)")
        .contains("nvidia-pytriton 0.7.0")
        .doesNotContain("old\n");
    assertThat(directory.resolve("performance/iris.svg"))
        .content()
        .contains("Triton front end, Python backend", ">16.0<", "prefers-color-scheme: dark");
    assertThat(directory.resolve("performance/peers.json"))
        .content()
        .contains("\"inprocess_cpu_seconds\":9.9", "\"verdict\":\"MET\"");
  }

  @Test
  void aRunWithoutItsFirstLineIsRefused() {
    assertThatThrownBy(() -> Measurements.of(List.of())).hasMessageContaining("kind run");
  }

  @Test
  void aPageWithoutMarksIsRefused() {
    assertThatThrownBy(() -> Section.replace("text\n", "name", "new"))
        .hasMessageContaining("<!-- name: begin -->");
  }

  @Test
  void noPlotWithoutAPeer() throws Exception {
    Measurements measurements =
        Measurements.of(
            Report.read(raw()).stream()
                .filter(line -> !(line instanceof Line.Load load && load.server().equals("triton")))
                .toList());
    assertThat(Charts.throughput(measurements, "iris")).isEmpty();
    assertThat(Charts.floor(Targets.of(measurements))).isEmpty();
    assertThat(Tables.of(measurements, List.of(), Map.of())).contains("| Slipway | json | 1.00 |");
  }

  private Path raw() throws Exception {
    Path file = directory.resolve("raw.jsonl");
    Files.writeString(file, RAW);
    return file;
  }
}
