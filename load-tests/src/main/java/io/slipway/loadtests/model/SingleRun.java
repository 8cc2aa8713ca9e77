// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** ONNX Runtime alone, with one thread and one row. */
final class SingleRun {
  private static final int RUNS = 200;

  private SingleRun() {}

  /** The shortest of many runs: what others do on the machine makes none shorter. */
  static Duration shortest(Path model) {
    float[] row = new float[BenchmarkModels.WIDTH];
    Arrays.fill(row, 0.5f);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model.toString(), options);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(row), new long[] {1, row.length})) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
          long begin = System.nanoTime();
          session.run(Map.of("x", input)).close();
          shortest = Math.min(shortest, System.nanoTime() - begin);
        }
        return Duration.ofNanos(shortest);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(model + " does not run", e);
    }
  }
}
