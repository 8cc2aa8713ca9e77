// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static io.slipway.controlplane.agent.node.ShellContainer.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.process.ControlGroups;
import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods as real processes, without an API. */
class PodsOnThisMachineIT {
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

  private void run(String policy, String containers) {
    pod.run("{'restartPolicy':'" + policy + "','containers':[" + containers + "]}");
  }

  @Test
  void aPodRunsToItsEndAndItsOutputIsKept() throws IOException {
    run(
        "Never",
        sh("echo hello; echo $GREETING >&2; pwd; printf end")
            .replace("]}", "],'env':[{'name':'GREETING','value':'moin'}]}"));

    pod.awaitPhase("Succeeded");
    Fields ended = pod.container("main").fields("state").fields("terminated");
    assertThat(ended.text("reason")).isEqualTo("Completed");
    assertThat(ended.number("exitCode", -1)).isZero();
    assertThat(pod.log("main", 1))
        .containsExactly("hello", "moin", pod.home().resolve("work").toString(), "end");
  }

  @Test
  void anExitCodeIsToldAndThePodFails() {
    run("Never", sh("exit 3"));

    pod.awaitPhase("Failed");
    Fields ended = pod.container("main").fields("state").fields("terminated");
    assertThat(ended.text("reason")).isEqualTo("Error");
    assertThat(ended.number("exitCode", -1)).isEqualTo(3);
  }

  @Test
  void aProgramThatIsNotThereIsACreateContainerError() {
    run("Always", "{'name':'main','image':'any','command':['no-such-program']}");

    pod.awaitWaiting("main", "CreateContainerError");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .isEqualTo("exec: \"no-such-program\": executable file not found in $PATH");
    assertThat(pod.status().text("phase")).isEqualTo("Pending");
  }

  @Test
  void anImageWithoutACommandSaysWhatToDo() {
    run("Always", "{'name':'main','image':'docker.io/library/nginx'}");

    pod.awaitWaiting("main", "ErrImageNeverPull");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .contains("docker.io/library/nginx", "Give the container a `command`");
  }

  @Test
  void whatAProcessIsNotGivenIsToldOnce() throws InterruptedException {
    String volumes = "[{'name':'v','emptyDir':{'medium':'Memory','sizeLimit':'1Mi'}}]";
    pod.run(
        "{'hostname':'one','hostAliases':[{'ip':'10.0.0.1','hostnames':['db']}],'volumes':%s,'containers':[%s]}"
            .formatted(volumes, sh("echo $HOSTNAME; exec sleep 1000")));
    await().until(() -> pod.log("main", 1).equals(List.of("one")));
    pod.leave(true);
    pod.again();
    pod.awaitPhase("Running");

    String reason = ": processes have the names and the resolver of the machine";
    String disk = ": it is a directory of the data directory";
    assertThat(pod.events().stream().filter(event -> event.startsWith("FieldsIgnored: ")))
        .containsExactly(
            "FieldsIgnored: spec.hostname"
                + reason
                + "; spec.hostAliases"
                + reason
                + "; spec.volumes[0].emptyDir.medium"
                + disk
                + "; spec.volumes[0].emptyDir.sizeLimit"
                + disk);
    assertThat(pod.holds("FieldsIgnored")).isTrue();
  }

  @Test
  void aContainerThatCrashesAgainIsHeldBack() {
    run("Always", sh("exit 7"));

    pod.awaitWaiting("main", "CrashLoopBackOff");
    Fields main = pod.container("main");
    assertThat(main.number("restartCount", 0)).isEqualTo(1);
    assertThat(main.fields("lastState").fields("terminated").number("exitCode", 0)).isEqualTo(7);
    assertThat(main.fields("state").fields("waiting").text("message"))
        .isEqualTo("back-off 10s restarting failed container=main");
    assertThat(pod.status().text("phase")).isEqualTo("Running");
  }

  @Test
  void initContainersComeFirst() throws IOException {
    pod.run(
        "{'restartPolicy':'Never','initContainers':[%s,%s],'containers':[%s]}"
            .formatted(
                sh("one", "echo 1 >>order", ""),
                sh("two", "echo 2 >>order", ""),
                sh("echo 3 >>order")));

    pod.awaitPhase("Succeeded");
    assertThat(pod.home().resolve("work/order")).hasContent("1\n2\n3");
    assertThat(pod.holds("Initialized")).isTrue();
  }

  @Test
  void readinessFollowsItsProbe() throws IOException {
    String probe =
        ",'readinessProbe':{'exec':{'command':['/bin/test','-e','ready']},'periodSeconds':1,'failureThreshold':1}";
    run("Always", sh("main", "exec sleep 1000", probe));

    pod.awaitPhase("Running");
    assertThat(pod.holds("Ready")).isFalse();
    Files.createFile(pod.home().resolve("work/ready"));
    await().until(() -> pod.holds("Ready"));
    Files.delete(pod.home().resolve("work/ready"));
    await().until(() -> !pod.holds("Ready"));
  }

  @Test
  void aContainerThatFailsItsLivenessProbeIsRestarted() {
    String probe =
        ",'livenessProbe':{'exec':{'command':['/bin/false']},'periodSeconds':1,'failureThreshold':1}";
    run("Always", sh("main", "exec sleep 1000", probe));

    await().until(() -> pod.container("main").number("restartCount", 0) >= 1);
    assertThat(pod.container("main").fields("lastState").fields("terminated").number("exitCode", 0))
        .isEqualTo(143);
  }

  @Test
  void aDeletedPodEndsBySigtermAndIsRemoved() {
    run("Always", sh("trap \\\"exit 0\\\" TERM; echo up; while :; do sleep 0.1; done"));
    await().until(() -> pod.log("main", 1).contains("up"));

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(pod.home()).doesNotExist();
    assertThat(pod.container("main").fields("state").fields("terminated").number("exitCode", -1))
        .isZero();
  }

  @Test
  void whatIsNotStartedAnyMoreHasEndedAndDoesNotWait() {
    run("Always", sh("exit 3"));
    pod.awaitWaiting("main", "CrashLoopBackOff");

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(pod.container("main").fields("state").fields("terminated").number("exitCode", -1))
        .isEqualTo(3);
  }

  @Test
  void theApiIsToldAgainThatAPodIsGone() {
    pod.refuse(1);
    run("Always", sh("exec sleep 1000"));
    pod.awaitPhase("Running");

    pod.delete(5);

    await().until(pod::isGone);
    assertThat(pod.home()).doesNotExist();
  }

  /** Another worker would read the same output beside the one that gave up. */
  @Test
  void aPodGoesOnAfterAStepThatFailed() {
    run("Never", sh("while [ ! -e go ]; do sleep 0.1; done; seq 1000; exit 5"));
    pod.awaitPhase("Running");
    pod.fail(1);
    pod.label(Map.of("a", "b"));
    write(pod.home().resolve("work/go"));

    pod.awaitPhase("Failed");
    assertThat(pod.fails()).isFalse();
    assertThat(pod.log("main", 1)).hasSize(1000);
    pod.delete(5);
    await().until(pod::isGone);
  }

  @Test
  void whatDoesNotEndInTimeIsKilledWithAllItsChildren() throws IOException {
    run(
        "Always",
        sh("trap : TERM; sleep 1001 & echo $! >child; echo up; while :; do sleep 0.1; done"));
    await().until(() -> pod.log("main", 1).contains("up"));
    long child = Long.parseLong(Files.readString(pod.home().resolve("work/child")).strip());

    pod.delete(1);

    await().until(pod::isGone);
    assertThat(pod.container("main").fields("state").fields("terminated").number("exitCode", -1))
        .isEqualTo(137);
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void processesGoOnWhileThereIsNoAgent() throws InterruptedException {
    run("Always", sh("echo one; while [ ! -e go ]; do sleep 0.1; done; echo two; exec sleep 1000"));
    await().until(() -> pod.log("main", 1).contains("one"));

    pod.leave(true);
    write(pod.home().resolve("work/go"));
    pod.again();

    await().until(() -> pod.log("main", 1).contains("two"));
    pod.awaitPhase("Running");
    assertThat(pod.container("main").number("restartCount", -1)).isZero();
  }

  @Test
  void anEndWithoutAnAgentIsTold() throws InterruptedException {
    run("Never", sh("echo one; while [ ! -e go ]; do sleep 0.1; done; exit 5"));
    await().until(() -> pod.log("main", 1).contains("one"));

    pod.leave(true);
    write(pod.home().resolve("work/go"));
    await().until(() -> Files.exists(pod.home().resolve("containers/main/1/exit")));
    pod.again();

    pod.awaitPhase("Failed");
    assertThat(pod.container("main").fields("state").fields("terminated").number("exitCode", -1))
        .isEqualTo(5);
  }

  @Test
  void whatLosesItsKeeperIsKilledBeforeItsSuccessorStarts()
      throws IOException, InterruptedException {
    pod.end();
    Path home = directory.resolve("without-groups"); // a group would do it
    pod = new PodRun(Files.createDirectory(home), _ -> Optional.empty(), "uid", Optional.empty());
    run("Always", sh("test ! -e pid || exit 0; echo $$$$ >pid; echo up; exec sleep 1002"));
    await().until(() -> pod.log("main", 1).contains("up"));
    ProcessHandle process = process();
    String keeper = Files.readString(pod.home().resolve("containers/main/1/keeper"));

    ProcessHandle.of(Long.parseLong(keeper.split(" ", -1)[0])).orElseThrow().destroyForcibly();

    await().until(() -> pod.container("main").number("restartCount", -1) > 0);
    assertThat(runs(process)).isFalse();
  }

  private static final String STUBBORN =
      "trap : TERM; echo $$$$ >pid; echo up; while :; do sleep 0.1; done";

  private ProcessHandle process() throws IOException {
    String pid = Files.readString(pod.home().resolve("work/pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** What is dead may still wait for somebody who asks how it ended. */
  private static boolean runs(ProcessHandle process) {
    Path stat = Path.of("/proc", String.valueOf(process.pid()), "stat");
    try {
      return !Files.readString(stat).contains(") Z ");
    } catch (IOException _) {
      return false;
    }
  }

  /** What runs on while the Pod is final belongs to nobody after a restart. */
  @Test
  void aPodFailsByItsDeadlineWhenItsProcessesHaveEnded() throws IOException, InterruptedException {
    pod.run(
        "{'activeDeadlineSeconds':1,'terminationGracePeriodSeconds':6,'containers':[%s]}"
            .formatted(sh(STUBBORN)));
    await().until(() -> pod.log("main", 1).contains("up"));
    ProcessHandle process = process();
    await().until(() -> pod.events().contains("Killing: Stopping container main"));
    pod.leave(true);
    assertThat(pod.status().text("phase")).isEqualTo("Running");
    assertThat(process.isAlive()).isTrue();

    pod.again();

    pod.awaitPhase("Failed");
    assertThat(runs(process)).isFalse();
    assertThat(pod.status().text("reason")).isEqualTo("DeadlineExceeded");
  }

  @Test
  void whatStillRunsOfAPodThatIsRemovedIsKilled() throws IOException, InterruptedException {
    run("Never", sh(STUBBORN));
    await().until(() -> pod.log("main", 1).contains("up"));
    ProcessHandle process = process();
    pod.leave(true);

    pod.remove();

    await().until(() -> !process.isAlive());
    assertThat(pod.home()).doesNotExist();
  }

  @Test
  void aContainerThatEatsItsMemoryLimitIsOomKilled() {
    String eat = "exec python3 -c \\\"x=bytearray(400<<20); print(len(x))\\\"";
    run("Never", sh("main", eat, ",'resources':{'limits':{'memory':'64Mi'}}"));

    await().atMost(Duration.ofSeconds(30)).until(() -> pod.isFinal());
    boolean limits = ControlGroups.open(Path.of("/sys/fs/cgroup"), "slipway-test").isPresent();
    assertThat(pod.container("main").fields("state").fields("terminated").text("reason"))
        .isEqualTo(limits ? "OOMKilled" : "Completed");
  }

  @Test
  void aStartThatFailsLeavesNoControlGroup() throws IOException, InterruptedException {
    String uid = UUID.randomUUID().toString();
    Path root = Path.of("/sys/fs/cgroup");
    Path files = Files.createDirectory(directory.resolve("other"));
    PodRun other = new PodRun(files, _ -> Optional.empty(), uid, Optional.of(root));
    try {
      other.run(
          "{'containers':[{'name':'main','image':'any','command':['no-such-program'],'resources':{'limits':{'memory':'64Mi'}}}]}");
      other.awaitWaiting("main", "CreateContainerError");

      for (String hierarchy : List.of("", "memory", "cpu", "unified")) {
        assertThat(root.resolve(hierarchy).resolve("slipway-here/" + uid + "-main-1"))
            .doesNotExist();
      }
    } finally {
      other.end();
    }
  }

  @Test
  void aContainerThatIsFoundAgainIsWhereItWasAndReady() throws Exception {
    Path place = Files.createDirectory(directory.resolve("place")).toRealPath();
    String more =
        ",'workingDir':'%s','readinessProbe':{'exec':{'command':['/bin/test','-e','ready']}}"
            .formatted(place);
    Files.createFile(place.resolve("ready"));
    run("Always", sh("main", "exec sleep 1000", more));
    await().until(() -> pod.holds("Ready"));

    pod.leave(true);
    pod.again();

    pod.awaitPhase("Running");
    assertThat(pod.holds("Ready")).isTrue();
    Process pwd = pod.attach("main").exec(List.of("/bin/pwd"));
    assertThat(pwd.getInputStream().readAllBytes())
        .asString()
        .isEqualToIgnoringNewLines(place.toString());
  }

  /** Another agent goes on where the start has come to. */
  @Test
  void aStartThatTheAgentDidNotComeToTheEndOfIsDoneAnew() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    pod.sources().configMap("settings", Map.of("a", "1"));
    pod.sources().hold(never);
    pod.run(
        "{'restartPolicy':'Never','volumes':[{'name':'v','configMap':{'name':'settings'}}],'containers':[%s]}"
            .formatted(sh("echo once")));
    await().until(() -> Files.exists(pod.home().resolve("state.json")));
    pod.leave(true);

    pod.sources().hold(new CountDownLatch(0));
    pod.again();

    pod.awaitPhase("Succeeded");
    assertThat(pod.container("main").number("restartCount", -1)).isZero();
    assertThat(pod.log("main", 1)).containsExactly("once");
  }

  @Test
  void aContainerThatWasJustStartedIsNotOld() throws InterruptedException {
    Instant before = Instant.now().minusSeconds(2);
    String hook = ",'lifecycle':{'postStart':{'exec':{'command':['/bin/sleep','1000']}}}";
    run("Always", sh("main", "echo up; exec sleep 1000", hook));
    await().until(() -> pod.log("main", 1).contains("up"));
    pod.leave(true);

    pod.again();

    pod.awaitPhase("Running");
    Fields running = pod.container("main").fields("state").fields("running");
    assertThat(Instant.parse(running.text("startedAt"))).isAfter(before);
  }

  private static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
