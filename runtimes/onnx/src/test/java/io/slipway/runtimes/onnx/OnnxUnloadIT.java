// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.tensor.Shape;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.testing.CountingAllocator;
import io.slipway.runtimes.spi.testing.TensorValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads, runs and unloads a model of 4 MB again and again; the process, whose Java heap is fixed,
 * must not grow.
 */
final class OnnxUnloadIT {
  private static final int WEIGHTS = 4 << 20;
  private static final long PAGE = 4096;

  private final CountingAllocator allocator = new CountingAllocator();

  @TempDir Path directory;

  @Test
  void returnsItsMemory() throws IOException {
    assertThat(growth(20, 120)).isLessThan(40L << 20);
  }

  @Test
  @Tag("soak")
  void returnsItsMemoryAfterThousandsOfCycles() throws IOException {
    assertThat(growth(200, 10_000)).isLessThan(40L << 20);
  }

  private long growth(int warmUp, int cycles) throws IOException {
    Path model = directory.resolve("large.onnx");
    Files.copy(TestModels.path("large"), model);
    Files.write(directory.resolve("large.weights"), new byte[WEIGHTS]);
    repeat(model, warmUp);
    long before = residentBytes();
    repeat(model, cycles);
    return residentBytes() - before;
  }

  private void repeat(Path path, int cycles) {
    List<TensorValue> inputs = List.of(TensorValue.fp32("x", Shape.of(8, 1024), new float[8192]));
    for (int i = 0; i < cycles; i++) {
      try (LoadedModel model = TestModels.load(path, allocator, Map.of())) {
        assertThat(TestModels.run(model, allocator, inputs, "y")).hasSize(1);
      }
    }
  }

  /** proc_pid_statm(5): the second number is the resident pages. */
  private static long residentBytes() throws IOException {
    try (Scanner numbers = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII)) {
      numbers.nextLong();
      return numbers.nextLong() * PAGE;
    }
  }
}
