// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
  private static final String NAME = "slipway.engine";
  private static final String ONNX = "io.slipway.runtimes.onnx.OnnxRuntimeProvider";

  @TempDir Path directory;

  @AfterEach
  void forgetTheName() {
    System.clearProperty(NAME);
  }

  private String engineOf(Engines engines) throws IOException {
    Path file = Files.writeString(directory.resolve("model.onnx"), "");
    return engines.match("onnx", file).engine().getClass().getName();
  }

  @Test
  void findsAnEngineThatNobodyNames() throws IOException {
    assertThat(engineOf(Engines.onClassPath())).isEqualTo(ONNX);
  }

  @Test
  void asksTheEngineThatIsNamed() throws IOException {
    System.setProperty(NAME, ONNX);

    assertThat(engineOf(Engines.onClassPath())).isEqualTo(ONNX);
  }

  @Test
  void saysWhichNamedEngineIsNotThere() {
    System.setProperty(NAME, "io.slipway.Missing");
    assertThatIllegalStateException()
        .isThrownBy(Engines::onClassPath)
        .withMessage("slipway.engine=io.slipway.Missing (expected: the class of an engine)");

    System.setProperty(NAME, "java.lang.Object");
    assertThatIllegalStateException().isThrownBy(Engines::onClassPath);
  }
}
