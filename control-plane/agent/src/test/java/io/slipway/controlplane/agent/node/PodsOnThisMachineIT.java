// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.process.ControlGroups;
import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods as real processes, and inside this one, without an API. */
class PodsOnThisMachineIT {
  @TempDir Path directory;
  private final BlockingQueue<ContainerListener> inProcess = new LinkedBlockingQueue<>();
  private PodRun pod;

  @BeforeEach
  void image() throws IOException {
    InProcessImage image =
        (run, listener) -> {
          run.log().line("started with " + run.args());
          inProcess.add(listener);
          return _ -> listener.exited(0, "Completed", "");
        };
    Map<String, InProcessImage> images =
        Map.of("slipway/test", image, "slipway/alone", new RunsAlone(image));
    pod = new PodRun(directory, name -> Optional.ofNullable(images.get(name)));
  }

  /** As the other, but its containers may be processes as well. */
  private record RunsAlone(InProcessImage image) implements InProcessImage {
    @Override
    public RunningContainer start(ContainerRun run, ContainerListener listener) {
      return image.start(run, listener);
    }

    @Override
    public boolean runsAlone() {
      return true;
    }

    @Override
    public List<String> command(ContainerRun run, String address) {
      return List.of("/bin/sh", "-c", "echo alone at " + address + " with " + run.args());
    }
  }

  @Test
  void aContainerOfThisProcessIsAProcessIfItsPodWantsThat() throws IOException {
    pod.run(
        "{'name':'web','namespace':'default','uid':'uid-1','annotations':{'slipway.io/isolation':'process'}}",
        "{'restartPolicy':'Never','containers':[{'name':'main','image':'slipway/alone','args':['x']}]}");

    await().atMost(Duration.ofSeconds(30)).until(() -> pod.isFinal());

    assertThat(inProcess).isEmpty();
    assertThat(pod.log("main", 1))
        .singleElement()
        .asString()
        .matches("alone at 127\\..* with \\[x]");
  }

  @AfterEach
  void end() throws InterruptedException {
    pod.end();
  }

  private static String sh(String script) {
    return sh("main", script, "");
  }

  private static String sh(String name, String script, String more) {
    return "{'name':'%s','image':'any','command':['/bin/sh','-c','%s']%s}"
        .formatted(name, script, more);
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
  void anIsolationThatIsNotThereIsRefused() {
    pod.run(
        "{'name':'web','namespace':'default','uid':'uid-1','annotations':{'slipway.io/isolation':'process'}}",
        "{'containers':[{'name':'main','image':'slipway/test'}]}");

    pod.awaitWaiting("main", "ErrImageNeverPull");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .contains("slipway.io/isolation: process is not supported for image slipway/test");
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
  void containersOfAPodShareItsVolumes() {
    String mount = ",'volumeMounts':[{'name':'v','mountPath':'/mnt/slipway-it'%s}]";
    pod.run(
        "{'restartPolicy':'Never','volumes':[{'name':'v','emptyDir':{}}],'initContainers':[%s],'containers':[%s]}"
            .formatted(
                sh("one", "echo made >/mnt/slipway-it/file", mount.formatted("")),
                sh(
                    "main",
                    "cat /mnt/slipway-it/file; touch /mnt/slipway-it/x || echo read only",
                    mount.formatted(",'readOnly':true"))));

    if (isRoot()) {
      pod.awaitPhase("Succeeded");
      assertThat(pod.log("main", 1)).startsWith("made").endsWith("read only");
      assertThat(Path.of("/mnt/slipway-it")).isEmptyDirectory();
    } else {
      pod.awaitWaiting("one", "CreateContainerError");
    }
  }

  @Test
  void filesOfARunningPodFollowTheirSourcesAndNothingElseDoes() {
    pod.sources().configMap("settings", Map.of("colour", "red"));
    pod.run(
        """
        {'volumes':[{'name':'v','configMap':{'name':'settings'}}],
         'containers':[{'name':'main','image':'any',
           'env':[{'name':'COLOUR','valueFrom':{'configMapKeyRef':{'name':'settings','key':'colour'}}}],
           'volumeMounts':[{'name':'v','mountPath':'/mnt/slipway-it-files'},
             {'name':'v','mountPath':'/mnt/slipway-it-part','subPath':'colour'}],
           'command':['/bin/sh','-c','cd /mnt; touch slipway-it-files/x || echo read only; while :; do echo $COLOUR $(cat slipway-it-part) $(cat slipway-it-files/colour); sleep 0.1; done']}]}
        """);
    if (!isRoot()) {
      pod.awaitWaiting("main", "CreateContainerError");
      return;
    }
    await().until(() -> pod.log("main", 1).contains("red red red"));

    pod.sources().configMap("settings", Map.of("colour", "blue", "more", "x"));

    await().until(() -> pod.log("main", 1).contains("red red blue"));
    assertThat(pod.log("main", 1)).contains("read only");
    assertThat(pod.home().resolve("volumes/v/more")).hasContent("x");
  }

  @Test
  void labelsInFilesFollowThePod() {
    pod.run(
        """
        {'volumes':[{'name':'v','downwardAPI':{'items':[
           {'path':'labels','fieldRef':{'fieldPath':'metadata.labels'}}]}}],
         'containers':[{'name':'main','image':'any','command':['/bin/sleep','1000']}]}
        """);
    pod.awaitPhase("Running");

    pod.label(Map.of("app", "x"));

    Path file = pod.home().resolve("volumes/v/labels");
    await().untilAsserted(() -> assertThat(file).hasContent("app=\"x\""));
  }

  @Test
  void aPodThatIsOverFollowsNothing() {
    pod.sources().configMap("settings", Map.of("colour", "red"));
    pod.run(
        """
        {'restartPolicy':'Never','volumes':[{'name':'v','configMap':{'name':'settings'}}],
         'containers':[{'name':'main','image':'any',
           'command':['/bin/sh','-c','while [ ! -e go ]; do sleep 0.1; done']}]}
        """);
    pod.awaitPhase("Running");
    await().until(() -> pod.sources().followers() == 1);

    write(pod.home().resolve("work/go"));

    pod.awaitPhase("Succeeded");
    await().until(() -> pod.sources().followers() == 0);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
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
  void aContainerThatEatsItsMemoryLimitIsOomKilled() {
    String eat = "exec python3 -c \\\"x=bytearray(400<<20); print(len(x))\\\"";
    run("Never", sh("main", eat, ",'resources':{'limits':{'memory':'64Mi'}}"));

    await().atMost(Duration.ofSeconds(30)).until(() -> pod.isFinal());
    boolean limits = ControlGroups.open(Path.of("/sys/fs/cgroup"), "slipway-test").isPresent();
    assertThat(pod.container("main").fields("state").fields("terminated").text("reason"))
        .isEqualTo(limits ? "OOMKilled" : "Completed");
  }

  @Test
  void aPodInsideThisProcessIsReadyWhenItSaysSo() throws InterruptedException {
    run("Always", "{'name':'main','image':'slipway/test','args':['--x']}");
    ContainerListener container = inProcess.poll(10, TimeUnit.SECONDS);
    pod.awaitPhase("Running");
    assertThat(pod.holds("Ready")).isFalse();

    container.ready(true);

    await().until(() -> pod.holds("Ready"));
    assertThat(pod.log("main", 1)).containsExactly("started with [--x]");
    container.exited(1, "Error", "the model is broken");
    assertThat(inProcess.poll(10, TimeUnit.SECONDS)).isNotNull();
    await().until(() -> pod.container("main").number("restartCount", 0) == 1);
    assertThat(pod.container("main").fields("lastState").fields("terminated").text("message"))
        .isEqualTo("the model is broken");
  }

  @Test
  void whatTookTheProcessWithItIsNotStartedInTheNext() throws InterruptedException {
    run("Always", "{'name':'main','image':'slipway/test'}");
    assertThat(inProcess.poll(10, TimeUnit.SECONDS)).isNotNull();
    pod.awaitPhase("Running");

    pod.die("loading model iris");
    pod.again();

    pod.awaitWaiting("main", "CrashLoopBackOff");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .startsWith("container main took this process with it while loading model iris");
    assertThat(pod.container("main").fields("lastState").fields("terminated").number("exitCode", 0))
        .isEqualTo(139);
    pod.leave(true);
    pod.again();
    pod.awaitWaiting("main", "CrashLoopBackOff");
    assertThat(inProcess).isEmpty();
  }

  @Test
  void aRestartOfThisProcessIsNoFaultOfWhatRanInIt() throws InterruptedException {
    run("Always", "{'name':'main','image':'slipway/test'}");
    assertThat(inProcess.poll(10, TimeUnit.SECONDS)).isNotNull();

    for (int restarts = 1; restarts <= 3; restarts++) {
      pod.awaitPhase("Running");
      pod.leave(true);
      pod.again();

      assertThat(inProcess.poll(5, TimeUnit.SECONDS)).as("after restart " + restarts).isNotNull();
    }
  }

  private static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
