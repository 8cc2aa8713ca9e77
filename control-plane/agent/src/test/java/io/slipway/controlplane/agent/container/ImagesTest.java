// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.pod.ImageException;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program in place of podman that has, fetches and refuses images as files say. */
@SuppressWarnings("NullAway.Init") // before each test
class ImagesTest {
  /** {@code there} is an image that is there; {@code refused} why none can be fetched. */
  private static final String PODMAN =
      """
      cd "${0%/*}"
      case "$1" in
        image) [ -e there ] && echo '[{"Id":"abc","RepoDigests":["x@sha256:1"],"Size":7,"Config":{"User":"1000"}}]' ;;
        pull)
          echo "$@" >>pulls
          [ "$3" = --authfile ] && { ls -l "$4" | cut -c1-10 >mode; cat "$4" >authfile; }
          [ -e slow ] && { : >waits; exec sleep 1000; }
          [ -e refused ] && { echo 'time="x" level=warning msg="hm"' >&2; echo "Error: $(cat refused)" >&2; exit 125; }
          : >there ;;
      esac
      """;

  @TempDir private Path directory;
  private final List<PodEvent> events = new CopyOnWriteArrayList<>();
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final Images images = new Images(events::add, () -> now);
  private RuntimeProgram runtime;

  @BeforeEach
  void program() throws IOException {
    Path podman = ProgramScript.write(directory, "podman", PODMAN);
    runtime =
        new RuntimeProgram(
            new CommandLines(RuntimeKind.PODMAN, List.of(podman.toString()), List.of()),
            Map.of("PATH", "/usr/bin:/bin"));
  }

  private static PodSpec pod(String image, String more) {
    return Pods.pod("{'containers':[{'name':'c','image':'%s'%s}]}".formatted(image, more));
  }

  private static final Sources SECRETS =
      new Sources() {
        @Override
        public Optional<Map<String, byte[]>> configMap(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Map<String, byte[]>> secret(String name) {
          return name.equals("mine")
              ? Optional.of(
                  Map.of(
                      ".dockerconfigjson",
                      "{\"auths\":{\"r.example\":{\"auth\":\"eA==\"}}}".getBytes(UTF_8)))
              : Optional.empty();
        }

        @Override
        public boolean hasClaim(String name) {
          return false;
        }
      };

  private ImageInfo ensure(PodSpec pod) throws ImageException, IOException {
    return images.ensure(
        runtime, pod, pod.containers().getFirst(), SECRETS, directory.resolve("pod"));
  }

  private ImageException refused(PodSpec pod) {
    return catchThrowableOfType(ImageException.class, () -> ensure(pod));
  }

  private List<String> told() {
    return events.stream().map(event -> event.reason() + ": " + event.message()).toList();
  }

  @Test
  void anImageThatIsThereIsTaken() throws Exception {
    Files.createFile(directory.resolve("there"));

    ImageInfo image = ensure(pod("app:1", ""));

    assertThat(image).isEqualTo(new ImageInfo("abc", "x@sha256:1", "1000", "SIGTERM", 7));
    assertThat(directory.resolve("pulls")).doesNotExist();
    assertThat(told())
        .containsExactly("Pulled: Container image \"app:1\" already present on machine");
  }

  @Test
  void anImageThatIsNotThereIsFetchedByItsWholeName() throws Exception {
    ensure(pod("app:1", ""));

    assertThat(directory.resolve("pulls")).hasContent("pull --quiet docker.io/library/app:1");
    assertThat(told()).hasSize(2);
    assertThat(told().getFirst()).isEqualTo("Pulling: Pulling image \"app:1\"");
    assertThat(told().getLast())
        .matches(
            "Pulled: Successfully pulled image \"app:1\" in [\\d.]+s \\([\\d.]+s including"
                + " waiting\\)\\. Image size: 7 bytes\\.");
  }

  @Test
  void theLatestIsFetchedEachTime() throws Exception {
    Files.createFile(directory.resolve("there"));

    ensure(pod("app", ""));
    ensure(pod("app", ""));

    assertThat(Files.readAllLines(directory.resolve("pulls"))).hasSize(2);
  }

  @Test
  void whatIsNeverFetchedHasToBeThere() {
    ImageException e = refused(pod("app:1", ",'imagePullPolicy':'Never'"));

    assertThat(e.reason()).isEqualTo("ErrImageNeverPull");
    assertThat(e).hasMessage("Container image \"app:1\" is not present with pull policy of Never");
    assertThat(told())
        .containsExactly(
            "ErrImageNeverPull: Container image \"app:1\" is not present with pull policy of"
                + " Never");
  }

  @Test
  void aNameThatIsNoneIsSaid() {
    ImageException e = refused(pod("No Image", ""));

    assertThat(e.reason()).isEqualTo("InvalidImageName");
    assertThat(told().getFirst())
        .isEqualTo(
            "InspectFailed: Failed to apply default image tag \"No Image\": couldn't parse image"
                + " name \"No Image\": invalid reference format");
  }

  @Test
  void whatCannotBeFetchedIsNotAskedForAgainAtOnce() throws Exception {
    Files.writeString(directory.resolve("refused"), "initializing source: no such host");
    PodSpec pod = pod("app:1", "");

    ImageException first = refused(pod);
    ImageException second = refused(pod);
    now = now.plusSeconds(11);
    ImageException third = refused(pod);

    assertThat(first.reason()).isEqualTo("ErrImagePull");
    assertThat(first).hasMessage("initializing source: no such host");
    assertThat(second.reason()).isEqualTo("ImagePullBackOff");
    assertThat(second)
        .hasMessage(
            "Back-off pulling image \"app:1\": ErrImagePull: initializing source: no such host");
    assertThat(third.reason()).isEqualTo("ErrImagePull");
    assertThat(told())
        .containsExactly(
            "Pulling: Pulling image \"app:1\"",
            "Failed: Failed to pull image \"app:1\": initializing source: no such host",
            "BackOff: Back-off pulling image \"app:1\"",
            "Pulling: Pulling image \"app:1\"",
            "Failed: Failed to pull image \"app:1\": initializing source: no such host");
    assertThat(Files.readAllLines(directory.resolve("pulls"))).hasSize(2);
  }

  @Test
  void credentialsAreThereForTheFetchAndForNobodyElse() throws Exception {
    PodSpec pod =
        Pods.pod(
            "{'imagePullSecrets':[{'name':'mine'},{'name':'gone'}],'containers':[{'name':'c','image':'r.example/app:1'}]}");

    ensure(pod);

    assertThat(directory.resolve("authfile"))
        .hasContent("{\"auths\":{\"r.example\":{\"auth\":\"eA==\"}}}");
    assertThat(directory.resolve("mode")).hasContent("-rw-------");
    assertThat(directory.resolve("pod")).isEmptyDirectory();
    assertThat(told())
        .contains(
            "FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (gone);"
                + " attempting to pull the image may not succeed.");
  }

  @Test
  void aFetchThatNobodyWaitsForEnds() throws Exception {
    Files.createFile(directory.resolve("slow"));
    PodSpec pod = pod("app:1", "");
    CompletableFuture<ImageException> end = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> end.complete(refused(pod)));
    await().until(() -> Files.exists(directory.resolve("waits")));

    images.abandon(pod, pod.containers().getFirst());

    assertThat(end.get().reason()).isEqualTo("ErrImagePull");
    assertThat(told()).containsExactly("Pulling: Pulling image \"app:1\"");
  }
}
