// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.repository.ModelDirectory.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  @TempDir private Path folder;

  @Test
  void aFileIsItsFirstVersion() throws IOException {
    Path file = Files.createFile(folder.resolve("model.onnx"));

    assertThat(ModelDirectory.read(file).versions())
        .containsExactly(new Version("1", ModelFiles.of(file)));
  }

  @Test
  void aDirectoryWithAFileIsItsFirstVersion() throws IOException {
    Files.createFile(folder.resolve("model.onnx"));

    assertThat(ModelDirectory.read(folder).versions())
        .containsExactly(new Version("1", ModelFiles.of(folder)));
  }

  @Test
  void ofNumberedVersionsTheHighestNumberIsServed() throws IOException {
    versions("1", "9", "10", "notes", "011", "0");
    Files.createFile(folder.resolve("99"));

    assertThat(names()).containsExactly("10");
  }

  @Test
  void theConfigurationsPolicyPicksTheVersions() throws IOException {
    versions("1", "2", "10");
    config("version_policy { all { } } name: \"m\"");

    ModelDirectory directory = ModelDirectory.read(folder);
    assertThat(directory.name()).isEqualTo("m");
    assertThat(names()).containsExactly("1", "2", "10");
    assertThat(directory.versions().getFirst().files().path()).isEqualTo(folder.resolve("1"));
    assertThat(directory.versions().getFirst().files().directory()).isEqualTo(folder);
  }

  @Test
  void aPolicyThatFitsNoVersionSaysWhichThereAre() throws IOException {
    versions("2", "1");
    config("version_policy { specific { versions: 3 } }");

    assertThatThrownBy(() -> ModelDirectory.read(folder))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage(
            folder + " has the versions [1, 2] (expected: versions [3], its version_policy)");
  }

  @Test
  void aWrongConfigurationIsToldWithItsPlace() throws IOException {
    config("max_batch_size: many");

    assertThatThrownBy(() -> ModelDirectory.read(folder))
        .hasMessageStartingWith(folder.resolve("config.pbtxt") + ":1:17: found many");
  }

  @Test
  void mlserversSettingsSayWhereTheModelIs() throws IOException {
    Files.writeString(
        folder.resolve("model-settings.json"),
        "{\"name\": \"m\", \"parameters\": {\"uri\": \"sub/net.onnx\", \"version\": \"v7\"}}");

    ModelDirectory directory = ModelDirectory.read(folder);
    assertThat(directory.name()).isEqualTo("m");
    assertThat(names()).containsExactly("v7");
    assertThat(directory.versions().getFirst().files().path())
        .isEqualTo(folder.resolve("sub/net.onnx"));
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ModelDirectory.read(folder.resolve("none")))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("model file not found: " + folder.resolve("none"));
  }

  @Test
  void directoriesAreListedWithoutHiddenOnes() throws IOException {
    versions("b", "a", ".git");
    Files.createFile(folder.resolve("README.md"));

    assertThat(ModelDirectory.directories(folder))
        .containsExactly(folder.resolve("a"), folder.resolve("b"));
  }

  private List<String> names() {
    return ModelDirectory.read(folder).versions().stream().map(Version::version).toList();
  }

  private void versions(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectory(folder.resolve(name));
    }
  }

  private void config(String text) throws IOException {
    Files.writeString(folder.resolve("config.pbtxt"), text);
  }
}
