// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.process.ControlGroups;
import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that listen on the same port, where their addresses are their own and where not. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PodAddressesIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Optional<Path> GROUPS = Optional.of(Path.of("/sys/fs/cgroup"));

  /** Whether this process may give Pods addresses, as root may. */
  private static final boolean OWN =
      ControlGroups.open(GROUPS.orElseThrow(), "slipway-here")
          .filter(ControlGroups::haveAddresses)
          .isPresent();

  /** Listens on all that it is told, then answers everybody with its first argument. */
  private static final String SERVER =
      """
      import socket, sys, threading

      def serve(listening):
          while True:
              connection, _ = listening.accept()
              connection.sendall(sys.argv[1].encode())
              connection.close()

      servers = []
      for arg in sys.argv[3:]:
          family = socket.AF_INET6 if ":" in arg else socket.AF_INET
          server = socket.socket(family, socket.SOCK_STREAM)
          server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          if family == socket.AF_INET6:
              server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(len(sys.argv) > 4))
          server.bind((arg, int(sys.argv[2])))
          servers.append(server)
      for server in servers:
          server.listen()
          threading.Thread(target=serve, args=(server,)).start()
      print("listening", flush=True)
      """;

  /** Asks all that it is told, and keeps the answers. */
  private static final String CLIENT =
      """
      import socket, sys

      answers = []
      for host, port in (where.split(":") for where in sys.argv[1:]):
          with socket.create_connection((host, int(port))) as connection:
              answers.append(connection.makefile().read())
      with open("answers", "w") as file:
          file.write(" ".join(answers))
      """;

  @TempDir private Path directory;
  private final List<PodRun> pods = new ArrayList<>();
  private int port;

  @BeforeEach
  void script() throws IOException {
    Files.writeString(directory.resolve("server.py"), SERVER);
    Files.writeString(directory.resolve("ask.py"), CLIENT);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    for (PodRun pod : pods) {
      pod.end();
    }
  }

  private PodRun pod(String name, Optional<Path> groups) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    PodRun pod = new PodRun(home, _ -> Optional.empty(), "uid-" + name, groups);
    pods.add(pod);
    return pod;
  }

  private PodRun server(String name, Optional<Path> groups, String more, String... addresses)
      throws IOException {
    PodRun pod = pod(name, groups);
    String command =
        "'python3','%s','%s','%d','%s'"
            .formatted(directory.resolve("server.py"), name, port, String.join("','", addresses));
    pod.run(
        "{'restartPolicy':'Always','containers':[{'name':'main','image':'any','command':[%s],'ports':[{'containerPort':%d}]%s}]}"
            .formatted(command, port, more));
    return pod;
  }

  private void awaitListening(PodRun pod) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(pod.log("main", 1)).as(pod.status().json()::toString).contains("listening"));
  }

  private static String answer(String host, int port) {
    try (Socket socket = new Socket(host, port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(host + ":" + port, e);
    }
  }

  private String answer(PodRun pod) {
    return answer(pod.status().text("podIP"), port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "127.0.0.1", "0.0.0.0,::"})
  void twoPodsListenOnTheSamePort(String addresses) throws IOException {
    String[] each = addresses.split(",", -1);
    PodRun one = server("one", GROUPS, "", each);
    awaitListening(one);
    PodRun two = server("two", GROUPS, "", each);
    if (!OWN) {
      return; // which is what the next tests are about
    }

    awaitListening(two);

    assertThat(answer(one)).isEqualTo("one");
    assertThat(answer(two)).isEqualTo("two");
    assertThat(one.status().text("podIP")).isNotEqualTo(two.status().text("podIP"));
  }

  @Test
  void thePortThatAPodListensOnIsFreeOnTheMachine() throws IOException {
    PodRun one = server("one", GROUPS, "", "0.0.0.0");
    awaitListening(one);
    if (OWN) {
      try (ServerSocket mine = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        assertThat(mine.getLocalPort()).isEqualTo(port);
        assertThat(answer(one)).isEqualTo("one");
      }
    }
  }

  @Test
  void localhostIsThePodsOwnAndElseTheMachines() throws IOException {
    if (!OWN) {
      return;
    }
    try (ServerSocket other = new ServerSocket(0, 9, InetAddress.ofLiteral("127.0.0.1"));
        ServerSocket same = new ServerSocket(port, 9, InetAddress.ofLiteral("127.0.0.1"))) {
      answer(other, "other");
      answer(same, "machine");
      String probe =
          ",'readinessProbe':{'periodSeconds':1,'exec':{'command':['python3','%s','localhost:%d','127.0.0.1:%d','127.64.0.0:%d']}}"
              .formatted(directory.resolve("ask.py"), port, other.getLocalPort(), port);
      PodRun one = server("one", GROUPS, probe, "0.0.0.0");

      await().atMost(LIMIT).until(() -> one.holds("Ready"));

      // The first probe may have come before the Pod listened; then the machine's server answers.
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(one.home().resolve("work/answers")).hasContent("one other machine"));
    }
  }

  /** Everybody, until it is closed. */
  private static void answer(ServerSocket listening, String text) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              try (Socket socket = listening.accept()) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
              }
            }
          } catch (IOException e) {
            if (!listening.isClosed()) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  @Test
  void whereThePortsAreSharedTheSecondPodWaitsWithThePortNamed() throws IOException {
    PodRun one = server("one", Optional.empty(), "", "0.0.0.0");
    awaitListening(one);

    PodRun two = server("two", Optional.empty(), "", "0.0.0.0");

    two.awaitWaiting("main", "CreateContainerError");
    assertThat(two.container("main").fields("state").fields("waiting").text("message"))
        .startsWith("port " + port + " of container main is taken on this machine");
  }

  @Test
  void whereThePortsAreSharedAServerThatDoesNotGetItsPortIsToldWhy() throws IOException {
    try (ServerSocket mine = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PodRun one = server("one", Optional.empty(), "", "0.0.0.0");

      one.awaitWaiting("main", "CrashLoopBackOff");

      Fields ended = one.container("main").fields("lastState").fields("terminated");
      assertThat(ended.text("message"))
          .startsWith("port %d is taken on this machine".formatted(mine.getLocalPort()))
          .contains("$(PORT)");
    }
  }

  @Test
  void aPodKeepsItsAddressOverARestartOfTheAgent() throws IOException, InterruptedException {
    String probe = ",'readinessProbe':{'periodSeconds':1,'tcpSocket':{'port':%d}}".formatted(port);
    PodRun one = server("one", GROUPS, probe, "0.0.0.0");
    await().atMost(LIMIT).until(() -> one.holds("Ready"));
    String address = one.status().text("podIP");

    one.leave(true);
    one.again();

    await().atMost(LIMIT).until(() -> one.holds("Ready")); // it is probed there again
    assertThat(one.status().text("podIP")).isEqualTo(address);
    if (OWN) {
      assertThat(answer(one)).isEqualTo("one");
    }
  }
}
