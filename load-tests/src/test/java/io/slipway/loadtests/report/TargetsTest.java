// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slipway.loadtests.report.Target.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TargetsTest {
  private final Lines lines = new Lines();

  @Test
  void nothingIsMetThatWasNotMeasured() {
    assertThat(Targets.of(lines.measurements()))
        .hasSize(9 + 9 + 9 + 3 + 2 + 1)
        .allSatisfy(target -> assertThat(target.verdict()).isEqualTo(Verdict.NOT_MEASURED));
  }

  @Test
  void theFloorIsTheQuickestBareServerAndTheQuickestWayToTheEngine() {
    lines.load("iris", "floor_nio", "json", 16, 50_000);
    lines.load("iris", "floor_epoll", "json", 16, 100_000); // 10 us
    lines.inProcess("iris", "inprocess_python", 100_000);
    lines.inProcess("iris", "inprocess_java", 200_000); // 5 us
    lines.load("iris", "slipway", "json", 16, 50_000); // 20 us
    Target target = target("iris, json, c=16: CPU per request / floor");
    assertThat(target.verdict()).isEqualTo(Verdict.MET);
    assertThat(median(target)).isCloseTo(20.0 / 15, within(1e-9));
    assertThat(target.note()).isEqualTo("title of floor_epoll");
  }

  @Test
  void theFloorIsMissedAbove1Point4() {
    lines.load("iris", "floor_epoll", "grpc", 1, 100_000);
    lines.inProcess("iris", "inprocess_java", 200_000);
    lines.load("iris", "slipway", "grpc", 1, 45_000);
    assertThat(target("iris, grpc, c=1: CPU per request / floor").verdict())
        .isEqualTo(Verdict.MISSED);
  }

  @Test
  void theBestPeerIsThatOfAnyProtocol() {
    lines.load("iris", "triton", "json", 16, 2000);
    lines.load("iris", "triton", "bin", 16, 3000);
    lines.load("iris", "slipway", "json", 16, 48_000);
    Target target = target("iris, json, c=16: answers per CPU second / best peer");
    assertThat(median(target)).isCloseTo(16, within(1e-9));
    assertThat(target.verdict()).isEqualTo(Verdict.MET);
    assertThat(target.note()).isEqualTo("title of triton, bin");
  }

  @Test
  void roundsAreComparedWithThemselves() {
    lines.load("iris", "triton", "bin", 1, 1000);
    lines.load("iris", "slipway", "bin", 1, 20_000);
    lines.nextRound(); // the machine is half as quick
    lines.load("iris", "triton", "bin", 1, 500);
    lines.load("iris", "slipway", "bin", 1, 10_000);
    lines.nextRound(); // cut off
    lines.load("iris", "triton", "bin", 1, 500);
    assertThat(target("iris, bin, c=1: answers per CPU second / best peer").measured())
        .isEqualTo(new Spread(20, 20, 20, 2));
  }

  @Test
  void thePerceptronIsComparedWithTheEngineAlone() {
    lines.pair("mlp", "slipway", "bin", 16, 0, 3000, 0.79);
    lines.pair("mlp", "slipway", "bin", 64, 0, 3000, 0.9);
    lines.pair("mlp", "slipway", "json", 16, 0, 3000, 0.9);
    lines.pair("mlp", "slipway_batching", "bin", 64, 0, 3000, 1.6);
    assertThat(
            target("mlp, bin, c=16, batch 1: answers per CPU second / ONNX Runtime alone, batch 1"))
        .extracting(Target::verdict)
        .isEqualTo(Verdict.MISSED);
    assertThat(
            target(
                "mlp, bin, c=64, dynamic batching: answers per CPU second / ONNX Runtime alone,"
                    + " batch 1"))
        .extracting(Target::verdict)
        .isEqualTo(Verdict.MET);
  }

  @Test
  void pairsAreMetByMedianAndLowerBoundAndEnoughAnswers() {
    for (int i = 0; i < 10; i++) {
      lines.pair("slipway", i, 30, 0.98);
      lines.pair("slipway_batching", i, 29, 0.98);
    }
    assertThat(paired("batch 1").verdict()).isEqualTo(Verdict.MET);
    assertThat(paired("batch 1").note()).contains("10 pairs", "lower bound 0.980", "300 answers");
    // 290 answers are too few
    assertThat(paired("dynamic batching").verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void pairsWithALowBoundAreMissed() {
    for (int i = 0; i < 10; i++) {
      lines.pair("slipway", i, 30, i < 4 ? 0.90 : 0.99);
    }
    Target target = paired("batch 1");
    assertThat(median(target)).isCloseTo(0.99, within(1e-9));
    assertThat(target.verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void theTailIsThatAtThePeersRate() {
    lines.tail("triton", "triton", 8);
    lines.tail("triton", "slipway", 2);
    lines.tail("kserve", "kserve", 2);
    lines.tail("kserve", "slipway", 3);
    Target triton =
        target("iris, json, open load at 70% of the peak of title of triton: p99 / its p99");
    assertThat(median(triton)).isEqualTo(0.25);
    assertThat(triton.verdict()).isEqualTo(Verdict.MET);
    assertThat(
            target("iris, json, open load at 70% of the peak of title of kserve: p99 / its p99")
                .verdict())
        .isEqualTo(Verdict.MISSED);
  }

  private Target paired(String batching) {
    return target("resnet50, bin, " + batching + ": answers per CPU second / ONNX Runtime alone");
  }

  private Target target(String what) {
    List<Target> found =
        Targets.of(lines.measurements()).stream()
            .filter(target -> target.what().equals(what))
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static double median(Target target) {
    Spread measured = target.measured();
    assertThat(measured).isNotNull();
    return measured == null ? Double.NaN : measured.median();
  }
}
