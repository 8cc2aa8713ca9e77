// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The models of the benchmarks, with random weights that are always the same. Input {@code x},
 * output {@code y}.
 */
public final class BenchmarkModels {
  public static final int WIDTH = 512;

  private static final int TRIAL = 64;
  private static final int CLASSES = 10;

  private BenchmarkModels() {}

  /** Four layers of 512 with ReLU, then ten classes. */
  public static void mlp(Path file) throws IOException {
    OnnxGraph graph = new OnnxGraph().input("x", WIDTH).output("y", CLASSES);
    String value = "x";
    for (int layer = 0; layer < 4; layer++) {
      graph.weights("w" + layer, WIDTH, WIDTH).weights("b" + layer, WIDTH);
      graph.node("Gemm", "g" + layer, value, "w" + layer, "b" + layer);
      value = "r" + layer;
      graph.node("Relu", value, "g" + layer);
    }
    graph
        .weights("w", WIDTH, CLASSES)
        .weights("b", CLASSES)
        .node("Gemm", "y", value, "w", "b")
        .write(file);
  }

  /**
   * A model that computes for a given time with one row: matrix products one after the other, as
   * many as that takes on the core that this runs on.
   *
   * @return the time that one run took here afterwards, the shortest of some
   */
  public static Duration fixedWork(Path file, Duration work) throws IOException {
    products(file, TRIAL);
    double product = (double) SingleRun.shortest(file).toNanos() / TRIAL;
    products(file, (int) Math.max(1, Math.round(work.toNanos() / product)));
    return SingleRun.shortest(file);
  }

  private static void products(Path file, int count) throws IOException {
    OnnxGraph graph =
        new OnnxGraph().input("x", WIDTH).output("y", WIDTH).weights("w", WIDTH, WIDTH);
    String value = "x";
    for (int i = 0; i < count; i++) {
      String product = i == count - 1 ? "y" : "p" + i;
      graph.node("MatMul", product, value, "w");
      value = product;
    }
    graph.write(file);
  }
}
