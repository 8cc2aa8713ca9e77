// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static io.slipway.controlplane.agent.node.ShellContainer.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be changed of a Pod while it runs. */
class PodChangesIT {
  private static final String RUN = "{'restartPolicy':'Never'%s,'containers':[%s]}";
  private static final String MAIN = sh("echo up; exec sleep 1000");
  private static final String CHANGED =
      "Killing: Container main definition changed, will be restarted";

  @TempDir Path directory;
  private PodRun pod;

  @BeforeEach
  void begin() throws IOException {
    pod = new PodRun(directory, _ -> Optional.empty());
  }

  @AfterEach
  void end() throws InterruptedException {
    pod.end();
  }

  private static String of(String image) {
    return RUN.formatted("", MAIN.replace("'any'", "'" + image + "'"));
  }

  private void awaitSecondRun() {
    await().until(() -> pod.log("main", 2).contains("up"));
    await().until(() -> pod.container("main").fields("state").has("running"));
    assertThat(pod.container("main").text("image")).isEqualTo("other");
    assertThat(pod.container("main").number("restartCount", -1)).isEqualTo(1);
    assertThat(pod.events()).containsOnlyOnce(CHANGED);
    assertThat(pod.status().text("phase")).isEqualTo("Running");
  }

  @Test
  void aContainerOfAnotherImageIsStartedAgain() {
    pod.run(of("any"));
    await().until(() -> pod.log("main", 1).contains("up"));
    pod.awaitPhase("Running");

    pod.change(of("other"));

    awaitSecondRun();
  }

  @Test
  void anImageThatWasChangedWhileThereWasNoAgentCountsToo() throws InterruptedException {
    pod.run(of("any"));
    await().until(() -> pod.log("main", 1).contains("up"));
    pod.awaitPhase("Running");
    pod.leave(true);

    pod.change(of("other"));
    pod.again();

    awaitSecondRun();
  }

  @Test
  void aContainerThatWaitsForItsImageTakesAnother() {
    pod.run("{'containers':[{'name':'main','image':'docker.io/library/nginx'}]}");
    pod.awaitWaiting("main", "ErrImageNeverPull");

    pod.change(RUN.formatted("", MAIN));

    pod.awaitPhase("Running");
    assertThat(pod.events()).doesNotContain(CHANGED);
  }

  @Test
  void aDeadlineMayBeSetLater() {
    pod.run(of("any"));
    pod.awaitPhase("Running");

    pod.change(RUN.formatted(",'activeDeadlineSeconds':1", MAIN));

    pod.awaitPhase("Failed");
    assertThat(pod.status().text("reason")).isEqualTo("DeadlineExceeded");
  }

  /** A container that fails for days would fill the disk. */
  @Test
  void ofOldRunsOnlyTheLastIsKept() {
    pod.run(of("1"));
    for (int run = 1; run <= 3; run++) {
      int now = run;
      await().until(() -> pod.log("main", now).contains("up"));
      if (run < 3) {
        pod.change(of(String.valueOf(run + 1)));
      }
    }

    await().until(() -> pod.log("main", 1).isEmpty());
    assertThat(pod.log("main", 2)).contains("up");
    Path runs = pod.home().resolve("containers/main");
    await().until(() -> !Files.exists(runs.resolve("1")));
    assertThat(runs.resolve("2")).exists();
  }
}
