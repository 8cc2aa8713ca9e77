// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLayoutTest {
  @TempDir private Path folder;

  @Test
  void aFileIsItsFirstVersion() throws IOException {
    Path file = Files.createFile(folder.resolve("model.onnx"));

    assertThat(ModelLayout.locate(file)).isEqualTo(new ModelLayout.Version("1", file));
  }

  @Test
  void aDirectoryWithAFileIsItsFirstVersion() throws IOException {
    Files.createFile(folder.resolve("model.onnx"));

    assertThat(ModelLayout.locate(folder)).isEqualTo(new ModelLayout.Version("1", folder));
  }

  @Test
  void ofNumberedVersionsTheHighestNumberIsServed() throws IOException {
    for (String version : new String[] {"1", "9", "10", "notes", "011"}) {
      Files.createDirectory(folder.resolve(version));
    }
    Files.createFile(folder.resolve("99"));

    assertThat(ModelLayout.locate(folder))
        .isEqualTo(new ModelLayout.Version("10", folder.resolve("10")));
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ModelLayout.locate(folder.resolve("none")))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("model file not found: " + folder.resolve("none"));
  }

  @Test
  void theModelsOfARepositoryAreItsDirectoriesWithoutHiddenOnes() throws IOException {
    for (String name : new String[] {"b", "a", ".git"}) {
      Files.createDirectory(folder.resolve(name));
    }
    Files.createFile(folder.resolve("README.md"));

    assertThat(ModelLayout.models(folder))
        .containsExactly(folder.resolve("a"), folder.resolve("b"));
  }
}
