// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With programs that only answer; what they answer is as podman's and docker's own. */
class RuntimeSearchTest {
  private static final String SILENT =
      "echo 'Cannot connect to the daemon. Is it running?' >&2; exit 1\n";
  private static final String PODMAN =
      """
      [ "$1" = info ] || exit 9
      echo '{"host":{"cgroupManager":"cgroupfs","cgroupVersion":"v1",
        "ociRuntime":{"name":"crun"},"security":{"rootless":false}}}'
      """;
  private static final String DOCKER = "[ \"$1\" = version ] && echo '{\"Version\":\"28.0\"}'\n";

  @TempDir private Path directory;
  private final List<String> faults = new ArrayList<>();

  /** Both are there in each test: what the machine has is not looked at. */
  @BeforeEach
  void programs() throws IOException {
    ProgramScript.write(directory, "podman", SILENT);
    ProgramScript.write(directory, "docker", SILENT);
    ProgramScript.write(directory, "runc", "");
  }

  private Optional<List<String>> find(RuntimeChoice choice) {
    return new RuntimeSearch(
            choice, Map.of("PATH", directory.toString()), Optional.of(directory.resolve("groups")))
        .find(faults)
        .map(program -> program.lines().program());
  }

  private String path(String program) {
    return directory.resolve(program).toString();
  }

  @Test
  void podmanComesFirstIfItAnswers() throws IOException {
    ProgramScript.write(directory, "podman", PODMAN);
    ProgramScript.write(directory, "docker", DOCKER);

    assertThat(find(RuntimeChoice.AUTO)).contains(List.of(path("podman")));
    assertThat(find(RuntimeChoice.DOCKER)).contains(List.of(path("docker")));
  }

  @Test
  void dockerFollowsIfPodmanDoesNotAnswer() throws IOException {
    ProgramScript.write(directory, "docker", DOCKER);

    assertThat(find(RuntimeChoice.AUTO)).contains(List.of(path("docker")));
  }

  @Test
  void whatDoesNotAnswerIsSaid() {
    assertThat(find(RuntimeChoice.AUTO)).isEmpty();
    assertThat(faults)
        .containsExactly(
            "podman does not answer (Cannot connect to the daemon. Is it running?)",
            "docker does not answer (Cannot connect to the daemon. Is it running?)");
  }

  @Test
  void nothingIsAskedIfNothingShallBe() {
    assertThat(find(RuntimeChoice.NONE)).isEmpty();
    assertThat(faults).isEmpty();
  }

  @Test
  void whereControlGroupsAreOfBothVersionsPodmanStartsByRunc() throws IOException {
    ProgramScript.write(directory, "podman", PODMAN);
    Files.createDirectories(directory.resolve("groups/unified"));
    Files.writeString(directory.resolve("groups/unified/cgroup.procs"), "");

    assertThat(find(RuntimeChoice.PODMAN)).contains(List.of(path("podman"), "--runtime=runc"));
  }

  @Test
  void itIsLookedForAgainUntilItAnswers() throws IOException {
    RuntimeSearch search =
        new RuntimeSearch(
            RuntimeChoice.DOCKER, Map.of("PATH", directory.toString()), Optional.empty());
    assertThat(search.find(faults)).isEmpty();

    ProgramScript.write(directory, "docker", DOCKER);
    assertThat(search.find(faults)).isPresent();

    ProgramScript.write(directory, "docker", SILENT);
    assertThat(search.find(faults)).isPresent();
  }
}
