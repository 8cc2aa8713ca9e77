// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static io.slipway.controlplane.agent.node.ShellContainer.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes do after their start and before their end, and how they are asked to end. */
class ContainerHooksIT {
  private static final String SLEEP = "exec sleep 1000";

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

  private void run(String policy, String script, String lifecycle) {
    pod.run(
        "{'restartPolicy':'%s','containers':[%s]}"
            .formatted(policy, sh("main", script, ",'lifecycle':{" + lifecycle + "}")));
  }

  private static String shell(String hook, String script) {
    return "'%s':{'exec':{'command':['/bin/sh','-c','%s']}}".formatted(hook, script);
  }

  private Fields terminated() {
    return pod.container("main").fields("state").fields("terminated");
  }

  private Path work(String file) {
    return pod.home().resolve("work").resolve(file);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean lives(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void aContainerEndsByItsOwnSignal() {
    run(
        "Always",
        "trap \\\"exit 5\\\" USR1; echo up; while :; do sleep 0.1; done",
        "'stopSignal':'SIGUSR1'");
    await().until(() -> pod.log("main", 1).contains("up"));
    await()
        .untilAsserted(
            () -> assertThat(pod.container("main").text("stopSignal")).isEqualTo("SIGUSR1"));

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(5);
  }

  @Test
  void aSignalThatShellsHaveNoNameForIsSent() {
    run("Always", "echo up; exec sleep 1000", "'stopSignal':'SIGRTMIN+3'");
    await().until(() -> pod.log("main", 1).contains("up"));

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(128 + 37);
  }

  @Test
  void theSignalOfAContainerThatNamesNoneIsSigterm() {
    run("Always", SLEEP, "");

    await()
        .untilAsserted(
            () -> assertThat(pod.container("main").text("stopSignal")).isEqualTo("SIGTERM"));
  }

  @Test
  void aContainerRunsWhenItsFirstHookIsDone() throws IOException {
    run("Always", SLEEP, shell("postStart", "while [ ! -e go ]; do sleep 0.1; done"));
    await().until(() -> pod.events().contains("Started: Started container main"));
    pod.awaitWaiting("main", "ContainerCreating");

    Files.createFile(work("go"));

    pod.awaitPhase("Running");
    await().until(() -> pod.holds("Ready"));
  }

  /** A process is there before its volumes are. */
  @Test
  void theFirstHookSeesTheVolumes() {
    pod.sources().configMap("settings", Map.of("colour", "red"));
    List<String> mounts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      mounts.add("{'name':'v','mountPath':'%s'}".formatted(directory.resolve("seen/" + i)));
    }
    String hook = shell("postStart", "cat %s >read".formatted(directory.resolve("seen/19/colour")));
    pod.run(
        "{'volumes':[{'name':'v','configMap':{'name':'settings'}}],'containers':[%s]}"
            .formatted(
                sh(
                    "main",
                    SLEEP,
                    ",'volumeMounts':[%s],'lifecycle':{%s}"
                        .formatted(String.join(",", mounts), hook))));

    await().until(() -> read(work("read")).equals("red"));
    pod.awaitPhase("Running");
    assertThat(pod.container("main").number("restartCount", -1)).isZero();
  }

  @Test
  void aContainerWhoseFirstHookFailsEnds() {
    run("Never", SLEEP, shell("postStart", "exit 3"));

    pod.awaitPhase("Failed");
    assertThat(terminated().number("exitCode", -1)).isEqualTo(143);
    assertThat(pod.events())
        .containsSubsequence(
            "Started: Started container main",
            "FailedPostStartHook: PostStartHook failed",
            "Killing: FailedPostStartHook");
  }

  @Test
  void aKindThatKubeletsDoNotKnowFails() {
    run("Never", SLEEP, "'postStart':{'tcpSocket':{'port':1}}");

    pod.awaitPhase("Failed");
    assertThat(pod.events()).contains("FailedPostStartHook: PostStartHook failed");
  }

  @Test
  void aPodWhoseHookHangsIsDeletedAndNothingIsLeft() {
    run("Always", SLEEP, shell("postStart", "echo $$ >hook; exec sleep 1001"));
    await().until(() -> !read(work("hook")).isEmpty());
    String hook = read(work("hook"));
    assertThat(lives(hook)).isTrue();

    pod.delete(5);

    await().until(pod::isGone);
    await().until(() -> !lives(hook));
    assertThat(pod.events()).noneMatch(event -> event.startsWith("FailedPostStartHook"));
  }

  @Test
  void theLastHookComesBeforeTheSignal() throws IOException {
    Path order = directory.resolve("order");
    run(
        "Always",
        "trap \\\"echo signal >>%s; exit 0\\\" TERM; echo up; while :; do sleep 0.1; done"
            .formatted(order),
        shell("preStop", "echo hook >>" + order));
    await().until(() -> pod.log("main", 1).contains("up"));
    pod.awaitPhase("Running");

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(Files.readAllLines(order)).isEqualTo(List.of("hook", "signal"));
    assertThat(terminated().number("exitCode", -1)).isZero();
  }

  @Test
  void aLastHookThatFailsIsToldAndTheContainerEnds() {
    run("Always", SLEEP, shell("preStop", "exit 1"));
    pod.awaitPhase("Running");

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(pod.events()).contains("FailedPreStopHook: PreStopHook failed");
    assertThat(terminated().number("exitCode", -1)).isEqualTo(143);
  }

  @Test
  void aLastHookTakesNoMoreThanTheGrace() {
    run("Always", SLEEP, "'preStop':{'sleep':{'seconds':1000}}");
    pod.awaitPhase("Running");

    pod.delete(1);

    await().until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(143);
  }

  @Test
  void aShorterGraceCountsForWhatIsEnding() {
    run("Always", "trap : TERM; echo up; while :; do sleep 0.1; done", "");
    await().until(() -> pod.log("main", 1).contains("up"));
    pod.delete(1000);
    await().until(() -> pod.events().contains("Killing: Stopping container main"));

    pod.delete(1);

    await().until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(137);
  }

  @Test
  void aShorterGraceCountsForALastHook() {
    run("Always", SLEEP, shell("preStop", "echo $$ >hook; exec sleep 1001"));
    pod.awaitPhase("Running");
    pod.delete(1000);
    await().until(() -> !read(work("hook")).isEmpty());
    String hook = read(work("hook"));

    pod.delete(1);

    await().until(pod::isGone);
    await().until(() -> !lives(hook));
    assertThat(terminated().number("exitCode", -1)).isEqualTo(143);
  }

  /** Otherwise it would go on, and no agent would know of it. */
  @Test
  void whatIsJustStartingEndsWithAnAgentThatKeepsNothing() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    pod.sources().hold(held);
    pod.run(
        """
        {'containers':[{'name':'main','image':'any','command':['/bin/sleep','1000'],
          'envFrom':[{'configMapRef':{'name':'none','optional':true}}]}]}
        """);
    pod.awaitWaiting("main", "ContainerCreating");
    CountDownLatch left = new CountDownLatch(1);
    Thread leaving =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pod.leave(false);
                left.countDown();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });

    await().pollDelay(java.time.Duration.ofMillis(300)).until(leaving::isAlive);
    held.countDown();

    await().until(() -> left.getCount() == 0);
    await().until(() -> Files.exists(pod.home().resolve("containers/main/1/exit")));
  }
}
