// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.ServerProcess;
import java.io.File;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX Runtime may match the process's command line with a recursive regular expression; with a
 * long class path that overflowed its stack and ended the process without a word.
 */
class LongClassPathIT {
  /** Below what Linux takes as one argument, which is 128 KiB. */
  private static final int CHARACTERS = 100_000;

  /** What ONNX Runtime's usage data are turned off with; here, what a person may have set. */
  @ParameterizedTest
  @ValueSource(strings = {"0", ""})
  void aModelIsServedWithAClassPathOfManyThousandCharacters(String disableTelemetry)
      throws Exception {
    StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
    for (int i = 0; classPath.length() < CHARACTERS; i++) {
      classPath.append(File.pathSeparator).append("/nowhere/library-").append(i).append(".jar");
    }
    try (ServerProcess server =
        ServerProcess.start(
            classPath.toString(),
            Map.of("ORT_DISABLE_TELEMETRY", disableTelemetry),
            List.of("serve", "iris=" + Iris.model()))) {
      Iris.assertAnswers(server.awaitReady().http(), "iris");
      assertThat(server.stop()).isZero();
    }
  }
}
