// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TablesTest {
  private final Lines lines = new Lines();

  @Test
  void theBestPeerOfEachColumnIsOne() {
    lines.load("iris", "slipway", "json", 1, 30_000);
    lines.load("iris", "slipway", "json", 16, 40_000);
    lines.load("iris", "triton", "json", 1, 2000);
    lines.load("iris", "triton", "json", 16, 1000);
    lines.load("iris", "kserve", "grpc", 1, 500);
    lines.load("iris", "kserve", "grpc", 16, 4000);
    lines.inProcess("iris", "inprocess_java", 200_000);
    assertThat(table())
        .contains("| title of slipway | json | 15.0 | 10.0 |")
        .contains("| title of triton | json | 1.00 | 0.25 |")
        .contains("| title of kserve | grpc | 0.25 | 1.00 |")
        .contains("| ONNX Runtime alone, in process, batch 1 | - | 100 | 50.0 |");
  }

  @Test
  void whatAServerDoesNotSpeakIsLeftOut() {
    lines.load("iris", "triton", "json", 1, 2000);
    lines.load("iris", "triton", "json", 16, 2000);
    lines.load("iris", "slipway", "json", 1, 2000);
    assertThat(table()).contains("| title of slipway | json | 1.00 | - |");
  }

  @Test
  void latencyIsBesideThatOfTheSamePeer() {
    lines.load("iris", "triton", "json", 1, 1000); // 1 ms
    lines.load("iris", "slipway", "json", 1, 10_000); // 0.1 ms
    assertThat(table()).contains("| title of slipway | json | 0.10 / 0.10 / 0.10 |");
  }

  @Test
  void saysWhatIsAbsentAndWhatFailed() {
    lines.load("iris", "triton", "json", 1, 1000);
    lines.failure("triton", "grpc", "wrong answer for label\nand more");
    assertThat(table())
        .contains("- Some Server: a container only")
        .contains("- title of triton, iris, grpc: wrong answer for label\n");
  }

  @Test
  void startAndMemoryAreBesideSlipway() {
    lines.server("slipway", 0.5, 100);
    lines.server("triton", 2, 50);
    assertThat(table())
        .contains("| title of slipway | 1.00 | 1.00 | 1.00 | 1.00 | 0.0% |")
        .contains("| title of triton | 4.00 | 4.00 | 0.50 | 0.50 | 0.0% |");
  }

  @Test
  void imagesAreWhereTheirModelIs() {
    lines.load("iris", "triton", "json", 1, 1000);
    assertThat(Tables.of(lines.measurements(), List.of(), Map.of("iris", List.of("iris.svg"))))
        .contains("![iris](performance/iris.svg)");
  }

  private String table() {
    return Tables.of(lines.measurements(), List.of(), Map.of());
  }
}
