// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Containers of images from their start to their end: signals, agents that come and go, those who
 * join.
 */
class ContainerLifeIT extends ImagePods {
  @Test
  void aDeletedPodEndsBySigterm() {
    run("Always", container(script("trap \"exit 0\" TERM; echo up; while :; do sleep 0.1; done")));
    awaitLog("up");

    pod.delete(30);

    await().atMost(LIMIT).until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isZero();
    assertThat(pod.home()).doesNotExist();
  }

  @Test
  void whatDoesNotEndInTimeIsKilled() {
    run("Always", container(script("trap : TERM; echo up; while :; do sleep 0.1; done")));
    awaitLog("up");

    pod.delete(1);

    await().atMost(LIMIT).until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(137);
  }

  @Test
  void aContainerEndsByItsOwnSignal() {
    run(
        "Always",
        container(
            script("trap \"exit 5\" USR1; echo up; while :; do sleep 0.1; done")
                + ",'lifecycle':{'stopSignal':'SIGUSR1'}"));
    awaitLog("up");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(pod.container("main").text("stopSignal")).isEqualTo("SIGUSR1"));

    pod.delete(30);

    await().atMost(LIMIT).until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(5);
  }

  /** The first one is asked for before the runtime has the container running. */
  @Test
  void hooksRunInTheContainer() {
    String hooks =
        ",'lifecycle':{'postStart':{'exec':{'command':['/bin/sh','-c','echo $0 >/tmp/a','first']}},"
            + "'preStop':{'exec':{'command':['/bin/sh','-c','echo last >/tmp/b']}}}";
    String wait = "until [ -e /tmp/%1$s ]; do sleep 0.1; done; cat /tmp/%1$s; ";
    run("Always", container(script(wait.formatted("a") + wait.formatted("b") + "exit 5") + hooks));
    awaitLog("first");
    pod.awaitPhase("Running");

    pod.delete(30);

    await().atMost(LIMIT).until(pod::isGone);
    assertThat(terminated().number("exitCode", -1)).isEqualTo(5);
    assertThat(pod.events()).noneMatch(event -> event.startsWith("Failed"));
  }

  @Test
  void aContainerGoesOnWhileThereIsNoAgent() throws Exception {
    withVolume(
        "Always", "echo one; while [ ! -e /v/go ]; do sleep 0.1; done; echo two; exec sleep 1000");
    awaitLog("one");

    pod.leave(true);
    Files.createFile(volume().resolve("go"));
    pod.again();

    awaitLog("two");
    pod.awaitPhase("Running");
    assertThat(pod.container("main").number("restartCount", -1)).isZero();
    assertThat(pod.attach("main").exec(List.of("/bin/true")).waitFor()).isZero();
  }

  @Test
  void anEndWithoutAnAgentIsTold() throws Exception {
    withVolume("Never", "echo one; while [ ! -e /v/go ]; do sleep 0.1; done; exit 5");
    awaitLog("one");

    pod.leave(true);
    Files.createFile(volume().resolve("go"));
    await().atMost(LIMIT).until(() -> Files.exists(pod.home().resolve("containers/main/1/exit")));
    pod.again();

    pod.awaitPhase("Failed");
    assertThat(terminated().number("exitCode", -1)).isEqualTo(5);
  }

  @Test
  void whatIsLeftOfAPodThatIsGoneIsRemoved() throws Exception {
    run("Always", container(script("echo up; exec sleep 1000")));
    awaitLog("up");
    pod.leave(true);
    assertThat(image.containersOf(uids.getLast())).hasSize(1);

    pod.endRun("main", 1);

    assertThat(image.containersOf(uids.getLast())).isEmpty();
    assertThat(groups(GROUPS.orElseThrow())).isEmpty();
  }

  /** Hierarchies that have a control group of the Pod. */
  private List<Path> groups(Path root) throws IOException {
    String group = "slipway-here/" + uids.getLast() + "-main-1";
    try (Stream<Path> hierarchies = Files.list(root)) {
      return Stream.concat(Stream.of(root), hierarchies)
          .filter(hierarchy -> Files.exists(hierarchy.resolve(group)))
          .toList();
    }
  }

  @Test
  void muchOutputIsKept() {
    run("Never", container(script(lines(30_000))));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).hasSize(30_000).endsWith("line 29999");
  }

  private static String lines(int count) {
    return "i=0; while [ $i -lt %d ]; do echo line $i; i=$((i+1)); done".formatted(count);
  }

  private void withVolume(String policy, String script) {
    runSpec(
        "'restartPolicy':'%s','volumes':[{'name':'v','emptyDir':{}}],'containers':[%s]"
            .formatted(
                policy,
                container(script(script) + ",'volumeMounts':[{'name':'v','mountPath':'/v'}]")));
  }

  private Path volume() {
    return pod.home().resolve("volumes/v");
  }

  @Test
  void commandsRunInTheContainer() throws Exception {
    run("Always", container(script("echo up; exec sleep 1000") + ",'workingDir':'/tmp'"));
    awaitLog("up");

    Process plain =
        pod.attach("main").exec(List.of("/bin/sh", "-c", "pwd; cat; echo $WHERE; exit 6"));
    try (OutputStream in = plain.getOutputStream()) {
      in.write("typed\n".getBytes(StandardCharsets.UTF_8));
    }
    Process terminal =
        pod.attach("main").execOnTerminal(List.of("/bin/sh", "-c", "test -t 0 && echo it\\'s one"));

    assertThat(text(plain.getInputStream())).isEqualTo("/tmp\ntyped\nhere\n");
    assertThat(plain.waitFor()).isEqualTo(6);
    assertThat(text(terminal.getInputStream())).isEqualTo("it's one\r\n");
    assertThat(terminal.waitFor()).isZero();
  }

  @Test
  void aCommandEndsWithItsClient() throws Exception {
    run("Always", container(script("echo up; exec sleep 1000")));
    awaitLog("up");
    Process plain = pod.attach("main").exec(List.of("/bin/sleep", "1234"));
    Process terminal = pod.attach("main").execOnTerminal(List.of("/bin/sleep", "2345"));
    await().atMost(LIMIT).until(() -> processes().containsAll(List.of("1234", "2345")));

    for (Process each : List.of(plain, terminal)) { // as a probe does whose time is over
      each.descendants().forEach(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }

    await().atMost(LIMIT).until(() -> processes().equals(List.of("1000")));
  }

  /** For how long the sleepers in the container sleep. */
  private List<String> processes() throws Exception {
    String tell = "for p in /proc/[0-9]*; do cat $p/cmdline; echo; done";
    return text(pod.attach("main").exec(List.of("/bin/sh", "-c", tell)).getInputStream())
        .lines()
        .filter(line -> line.contains("sleep\0"))
        .map(line -> line.split("\0", -1)[1])
        .sorted()
        .toList();
  }

  @Test
  void inputReachesTheContainer() throws Exception {
    run("Never", container(script("echo up; cat; exit 7") + ",'stdin':true,'stdinOnce':true"));
    awaitLog("up");

    try (OutputStream in = pod.attach("main").input().orElseThrow()) {
      in.write("typed\n".getBytes(StandardCharsets.UTF_8));
    }

    awaitFinal(pod);
    assertThat(pod.log("main", 1)).containsExactly("up", "typed");
    assertThat(terminated().number("exitCode", -1)).isEqualTo(7);
  }

  @Test
  void aTerminalIsTheContainers() throws Exception {
    run(
        "Always",
        container(
            script(
                    "test -t 1 && echo up; read x; echo got $x; while :; do stty size; sleep 0.2;"
                        + " done")
                + ",'stdin':true,'tty':true"));
    await().atMost(LIMIT).until(() -> pod.log("main", 1).toString().contains("up"));

    try (OutputStream in = pod.attach("main").input().orElseThrow()) {
      in.write("in\n".getBytes(StandardCharsets.UTF_8));
    }
    await().atMost(LIMIT).until(() -> pod.log("main", 1).toString().contains("got in"));
    pod.attach("main").resize(111, 22);

    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(pod.log("main", 1).toString()).contains("22 111"));
  }
}
