// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
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

/** Pods whose containers run inside of this process, unless they want one of their own. */
class PodsInThisProcessIT {
  @TempDir Path directory;
  private final BlockingQueue<ContainerListener> inProcess = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private PodRun pod;

  @BeforeEach
  void image() throws IOException {
    InProcessImage image =
        (run, listener) -> {
          run.log().line("started with " + run.args());
          inProcess.add(listener);
          return new RunningContainer() {
            @Override
            public void stop(Duration grace) {
              listener.exited(0, "Completed", "");
            }

            @Override
            public void otherEnded(String container) {
              ended.add(container);
            }
          };
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

  @AfterEach
  void end() throws InterruptedException {
    pod.end();
  }

  private void run(String container) {
    pod.run("{'restartPolicy':'Always','containers':[" + container + "]}");
  }

  @Test
  void aContainerOfThisProcessIsAProcessIfItsPodWantsThat() throws IOException {
    pod.run(
        "{'slipway.io/isolation':'process'}",
        "{'restartPolicy':'Never','containers':[{'name':'main','image':'slipway/alone','args':['x']}]}");

    await().atMost(Duration.ofSeconds(30)).until(() -> pod.isFinal());

    assertThat(inProcess).isEmpty();
    assertThat(pod.log("main", 1))
        .singleElement()
        .asString()
        .matches("alone at 127\\..* with \\[x]");
  }

  @Test
  void anIsolationThatIsNotThereIsRefused() {
    pod.run(
        "{'slipway.io/isolation':'process'}",
        "{'containers':[{'name':'main','image':'slipway/test'}]}");

    pod.awaitWaiting("main", "ErrImageNeverPull");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .contains("slipway.io/isolation: process is not supported for image slipway/test");
  }

  @Test
  void aPodInsideThisProcessIsReadyWhenItSaysSo() throws InterruptedException {
    run("{'name':'main','image':'slipway/test','args':['--x']}");
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
    run("{'name':'main','image':'slipway/test'}");
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
    run("{'name':'main','image':'slipway/test'}");
    assertThat(inProcess.poll(10, TimeUnit.SECONDS)).isNotNull();

    restartThrice(() -> {});
  }

  @Test
  void aSignalThatNobodyGetsIsNamed() {
    run("{'name':'main','image':'slipway/test','lifecycle':{'stopSignal':'SIGINT'}}");
    pod.awaitPhase("Running");

    assertThat(pod.events())
        .contains(
            "FieldsIgnored: spec.containers[0].lifecycle.stopSignal: a container inside this"
                + " process gets no signals");
    assertThat(pod.container("main").text("stopSignal")).isEmpty();
  }

  /**
   * @param check after each
   */
  private void restartThrice(Runnable check) throws InterruptedException {
    for (int restarts = 1; restarts <= 3; restarts++) {
      pod.awaitPhase("Running");
      pod.leave(true);
      pod.again();

      assertThat(inProcess.poll(5, TimeUnit.SECONDS)).as("after restart " + restarts).isNotNull();
      check.run();
    }
  }

  @Test
  void aContainerOfThisProcessHearsWhenAnotherOfItsPodHasEnded() throws Exception {
    Path go = directory.resolve("go");
    run(
        "{'name':'server','image':'x','command':['/bin/sh','-c','until [ -e %s ]; do sleep 0.1; done']},"
                .formatted(go)
            + "{'name':'beside','image':'slipway/test'}");
    assertThat(inProcess.poll(10, TimeUnit.SECONDS)).isNotNull();
    pod.awaitPhase("Running");
    Files.createFile(go);

    assertThat(ended.poll(20, TimeUnit.SECONDS)).isEqualTo("server");
    await().until(() -> pod.container("server").number("restartCount", 0) >= 1);
    assertThat(inProcess).isEmpty();
  }

  @Test
  void aContainerOfThisProcessIsAtOnceBackBesideOneThatHasOutlivedIt() throws InterruptedException {
    run(
        "{'name':'server','image':'x','command':['/bin/sleep','600']},"
            + "{'name':'beside','image':'slipway/test'}");
    assertThat(inProcess.poll(10, TimeUnit.SECONDS)).isNotNull();

    restartThrice(() -> assertThat(pod.container("server").number("restartCount", 0)).isZero());
  }
}
