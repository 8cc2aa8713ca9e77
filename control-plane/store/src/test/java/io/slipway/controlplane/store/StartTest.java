// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.deploy.DeployContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts in processes of their own. */
class StartTest {
  @TempDir Path directory;
  private Path data;
  private Path temporary;

  @BeforeEach
  void directories() throws IOException {
    data = directory.resolve("data");
    temporary = Files.createDirectory(directory.resolve("tmp"));
  }

  @Test
  void startTakesUnpackedFilesAndLoadsNoFlyway() throws Exception {
    Path unpacked = Files.createDirectory(directory.resolve("native"));
    ObjectStore.unpack(unpacked);
    Path classes = directory.resolve("classes.txt");
    List<String> options =
        List.of(
            "-D" + DeployContract.NATIVE_PATH_PROPERTY + "=" + unpacked,
            "-Xlog:class+load:file=" + classes);

    assertThat(start(options)).isEqualTo("1");
    assertThat(start(options)).isEqualTo("2");

    assertThat(Files.readString(classes))
        .contains(SqlStore.class.getName())
        .doesNotContain("org.flywaydb", "TypeSwitch");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void startUnpacksItselfWhatIsMissing() throws Exception {
    assertThat(start(List.of())).isEqualTo("1");
  }

  @Test
  void secondProcessIsToldThePidOfTheFirst() throws Exception {
    Process process = process(List.of(), StoreProcess.class, data.toString(), "1").start();
    try (BufferedReader out = out(process)) {
      assertThat(out.readLine()).isNotNull();

      assertThatThrownBy(() -> ObjectStore.open(data, StoreLimits.DEFAULT))
          .hasMessageContaining("in use by another process, pid " + process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
    ObjectStore.open(data, StoreLimits.DEFAULT).close();
  }

  private String start(List<String> options) throws IOException, InterruptedException {
    Process process = process(options, StoreStart.class, data.toString()).start();
    try (BufferedReader out = out(process)) {
      String line = out.readLine();
      assertThat(process.waitFor()).isZero();
      return String.valueOf(line);
    } finally {
      process.destroyForcibly();
    }
  }

  private static BufferedReader out(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  private ProcessBuilder process(List<String> options, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-XX:-UsePerfData"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
