// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileFetcherTest {
  @TempDir Path base;
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = Files.createFile(Files.createDirectory(base.resolve("models")).resolve("my +1%.onnx"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models/my +1%.onnx",
        "./models/../models/my +1%.onnx",
        "file://models/my +1%.onnx",
        "file://models/my%20+1%25.onnx",
        "FILE://models/my +1%.onnx",
        "file:models/my +1%.onnx",
      })
  void findsARelativePath(String storageUri) {
    assertThat(FileFetcher.find(storageUri, base)).isEqualTo(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:", "file://", "file://localhost"})
  void findsAnAbsolutePath(String prefix) {
    assertThat(FileFetcher.find(prefix + model, Path.of("elsewhere"))).isEqualTo(model);
  }

  @Test
  void findsADirectory() {
    assertThat(FileFetcher.find("models", base)).isEqualTo(base.resolve("models"));
  }

  @Test
  void tellsWhichPathIsMissing() {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> FileFetcher.find("file://models/other.onnx", base))
        .withMessage(
            base.resolve("models/other.onnx")
                + " does not exist (storageUri 'file://models/other.onnx')")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void refusesWhatIsNoPath() {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> FileFetcher.find("models/\0", base))
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/model", "http://host/file", "x://y"})
  void leavesOtherSchemesAlone(String storageUri) {
    assertThat(FileFetcher.handles(storageUri)).isFalse();
  }
}
