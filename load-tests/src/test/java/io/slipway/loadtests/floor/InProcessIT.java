// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InProcessIT {
  @TempDir private Path model;

  @BeforeEach
  void iris() throws IOException {
    Files.copy(Path.of("../examples/iris/model.onnx"), model.resolve("model.onnx"));
    Files.writeString(
        model.resolve("meta.json"),
        """
        {"note": "iris",
         "inputs": [{"name": "X", "datatype": "FP32", "shape": [-1, 4], "sample": [1, 4]}],
         "outputs": [{"name": "label", "datatype": "INT64", "shape": [-1], "sample": [1]},
                     {"name": "probabilities", "datatype": "FP32", "shape": [-1, 3], "sample": [1, 3]}]}
        """);
    floats("input_X.bin", 4.4f, 3.0f, 1.3f, 0.2f);
    floats("output_probabilities.bin", 0.98531705f, 0.014682951f, 4.6232184e-08f);
  }

  @Test
  void makesTheRunsThatItIsAskedFor() throws Exception {
    label(0);
    Process process = start();
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
        Writer in = process.outputWriter(StandardCharsets.US_ASCII)) {
      assertThat(out.readLine()).isEqualTo("ready");
      in.write("3\n");
      in.flush();
      assertThat(out.readLine()).isEqualTo("done");
      in.write("1\n");
      in.flush();
      assertThat(out.readLine()).isEqualTo("done");
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void refusesAnAnswerThatIsNotTheExpectedOne() throws Exception {
    label(2);
    Process process = start();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    assertThat(errors).contains("element 0 of label: 0.0 (expected: 2.0)");
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            InProcess.class.getName(),
            model.toString())
        .start();
  }

  private void label(long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value);
    Files.write(model.resolve("output_label.bin"), bytes.array());
  }

  private void floats(String file, float... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    for (float value : values) {
      bytes.putFloat(value);
    }
    Files.write(model.resolve(file), bytes.array());
  }
}
