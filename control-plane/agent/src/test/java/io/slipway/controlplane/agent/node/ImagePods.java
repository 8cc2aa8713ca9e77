// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.testing.TestImage;
import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pods whose containers podman or docker runs, without an API, and what they are made of. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init") // before all tests
abstract class ImagePods {
  static final Duration LIMIT = Duration.ofSeconds(40);
  static final Optional<Path> GROUPS = Optional.of(Path.of("/sys/fs/cgroup"));
  static final String APART = "{'slipway.io/isolation':'container'}";

  @TempDir private static Path files;
  static TestImage image;

  @TempDir Path directory;
  final List<PodRun> pods = new ArrayList<>();
  final List<String> uids = new ArrayList<>();
  PodRun pod;

  @BeforeAll
  static void runtime(@TempDir Path trial) throws Exception {
    Optional<TestImage> made = TestImage.make(files);
    assumeTrue(made.isPresent(), "no container runtime answers: install podman or docker");
    image = made.orElseThrow();
    ImagePods test = new ImagePods() {};
    test.directory = trial;
    test.pod = test.pod("trial");
    test.run("Never", test.container("'args':['exit 0']"));
    test.awaitFinal(test.pod);
    boolean runs = test.pod.status().text("phase").equals("Succeeded");
    String said = test.pod.status().json().toString();
    test.end();
    assumeTrue(runs, "the container runtime of this machine starts nothing: " + said);
  }

  @AfterAll
  static void remove() throws Exception {
    if (image != null) {
      image.remove();
    }
  }

  PodRun pod(String name) throws IOException {
    return pod(name, Optional::empty);
  }

  PodRun pod(String name, Supplier<Optional<InProcessImage>> other) throws IOException {
    String uid = UUID.randomUUID().toString();
    Path home = Files.createDirectories(directory.resolve(name));
    PodRun made =
        new PodRun(
                home,
                reference -> reference.equals("slipway/test") ? other.get() : Optional.empty(),
                uid,
                GROUPS)
            .with(image.choice(), System.getenv());
    pods.add(made);
    uids.add(uid);
    return made;
  }

  @BeforeEach
  void one() throws IOException {
    pod = pod("one");
  }

  /** Nothing is left in the runtime, whatever happened. */
  @AfterEach
  void end() throws Exception {
    for (PodRun each : pods) {
      each.end();
    }
    for (String uid : uids) {
      assertThat(image.containersOf(uid)).isEmpty();
    }
  }

  String container(String more) {
    return container("main", more);
  }

  String container(String name, String more) {
    return "{'name':'%s','image':'%s'%s}"
        .formatted(name, image.name(), more.isEmpty() ? "" : "," + more);
  }

  void run(String policy, String containers) {
    runSpec("'restartPolicy':'%s','containers':[%s]".formatted(policy, containers));
  }

  void runSpec(String spec) {
    pod.run("{'terminationGracePeriodSeconds':2," + spec + "}");
  }

  static String script(String text) {
    return "'args':['" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "']";
  }

  Fields terminated() {
    return pod.container("main").fields("state").fields("terminated");
  }

  void awaitFinal(PodRun which) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(which.isFinal()).as(which.status().json()::toString).isTrue());
  }

  void awaitLog(String line) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(pod.log("main", 1)).as(pod.status().json()::toString).contains(line));
  }

  static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
