// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.controlplane.agent.process.ControlGroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What containers of images are made of: command, variables, volumes, rights, limits, address. */
class PodsOfImagesIT extends ImagePods {
  @Test
  void theImageSaysWhatRuns() {
    run("Never", container(""));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).containsExactly("image command", "here in /www");
    assertThat(terminated().text("reason")).isEqualTo("Completed");
    assertThat(pod.container("main").text("imageID")).isNotEmpty().isNotEqualTo(image.name());
    assertThat(pod.container("main").text("containerID"))
        .isEqualTo("slipway://" + uids.getLast() + "/main/1");
    assertThat(pod.events())
        .contains(
            "Pulled: Container image \"%s\" already present on machine".formatted(image.name()),
            "Created: Created container: main",
            "Started: Started container main");
  }

  @Test
  void argsAreForTheEntryPointOfTheImage() {
    run("Never", container(script("echo two args")));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).containsExactly("two args");
  }

  @Test
  void aCommandTakesTheEntryPointAndTheCommandOfTheImageAway() {
    pod.run(
        APART,
        "{'restartPolicy':'Never','containers':[%s,%s]}"
            .formatted(
                container("'command':['/bin/echo','$(A)'],'env':[{'name':'A','value':'b'}]"),
                container("more", "'command':['/bin/sh'],'args':['-c','exit 4']")));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).containsExactly("b");
    assertThat(pod.container("more").fields("state").fields("terminated").number("exitCode", 0))
        .isEqualTo(4);
  }

  @Test
  void aContainerWithACommandIsAProcessUnlessItsPodSaysOtherwise() {
    run("Never", container("'command':['/bin/sh','-c','pwd']"));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).containsExactly(pod.home().resolve("work").toString());
  }

  @Test
  void variablesAreThoseOfThePodAndOfTheImage() {
    run(
        "Never",
        container(
            script("echo \"$TEXT\"; echo $WHERE-$PATH-$DOCKER_HOST-$SLIPWAY_HOME; pwd; hostname")
                + ",'workingDir':'/tmp','env':[{'name':'TEXT','value':'one \\\"$x\\\"\\ntwo'},"
                + "{'name':'PATH','value':'/bin'},{'name':'DOCKER_HOST','value':'mine'}]"));

    awaitFinal(pod);

    assertThat(pod.log("main", 1))
        .containsExactly("one \"$x\"", "two", "here-/bin-mine-", "/tmp", "web");
  }

  @Test
  void anExitCodeIsTold() {
    run("Never", container(script("exit 3")));

    pod.awaitPhase("Failed");
    assertThat(terminated().text("reason")).isEqualTo("Error");
    assertThat(terminated().number("exitCode", -1)).isEqualTo(3);
  }

  @Test
  void aProgramThatTheImageDoesNotHaveIsAStartError() {
    pod.run(
        APART,
        "{'restartPolicy':'Never','containers':[%s]}"
            .formatted(container("'command':['/no/such/program']")));

    awaitFinal(pod);

    assertThat(terminated().text("reason")).isEqualTo("StartError");
    assertThat(terminated().number("exitCode", -1)).isEqualTo(128);
    assertThat(terminated().text("message")).contains("/no/such/program");
  }

  @Test
  void volumesAreSeenWhereTheyAreMounted() {
    pod.sources().configMap("settings", Map.of("colour", "red"));
    String shared = "{'name':'v','mountPath':'/mnt/v'}";
    runSpec(
        """
        'restartPolicy':'Never',
        'volumes':[{'name':'v','emptyDir':{}},{'name':'c','configMap':{'name':'settings'}}],
        'initContainers':[%s],'containers':[%s]
        """
            .formatted(
                container(
                    "first",
                    script("mkdir /mnt/v/in; echo made >/mnt/v/in/file")
                        + ",'volumeMounts':["
                        + shared
                        + "]"),
                container(
                    script(
                            "cat /mnt/v/in/file /part/file /config/colour /one; echo; touch"
                                + " /mnt/v/x || echo read only")
                        + ",'volumeMounts':[{'name':'v','mountPath':'/mnt/v','readOnly':true},"
                        + "{'name':'v','mountPath':'/part','subPath':'in'},"
                        + "{'name':'c','mountPath':'/config'},"
                        + "{'name':'c','mountPath':'/one','subPath':'colour'}]")));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).startsWith("made", "made", "redred").contains("read only");
  }

  @Test
  void whatWasFetchedForAPodIsSeenWhereItsLinksLead() throws IOException {
    Path model = Files.createDirectories(directory.resolve("cache/model"));
    Files.writeString(model.resolve("model.onnx"), "weights\n");
    pod = pod("linked", () -> Optional.of(new Links(model)));
    runSpec(
        """
        'restartPolicy':'Never','volumes':[{'name':'v','emptyDir':{}}],
        'initContainers':[{'name':'fetch','image':'slipway/test','volumeMounts':[{'name':'v','mountPath':'/mnt/models'}]}],
        'containers':[%s]
        """
            .formatted(
                container(
                    script("cat /mnt/models/model.onnx")
                        + ",'volumeMounts':[{'name':'v','mountPath':'/mnt/models','readOnly':true}]")));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).containsExactly("weights");
  }

  /** As the storage initializer. */
  private record Links(Path model) implements InProcessImage {
    @Override
    public RunningContainer start(ContainerRun run, ContainerListener listener) {
      try {
        Files.createSymbolicLink(
            run.onThisMachine("/mnt/models/model.onnx"), model.resolve("model.onnx"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listener.exited(0, "Completed", "");
      return _ -> {};
    }

    @Override
    public List<Path> linked(ContainerRun run) {
      return List.of(model);
    }
  }

  @Test
  void namesAreAsThePodSays() {
    runSpec(
        """
        'restartPolicy':'Never','hostname':'one','subdomain':'many','setHostnameAsFQDN':true,
        'hostAliases':[{'ip':'10.1.2.3','hostnames':['db','cache']}],
        'dnsPolicy':'None','dnsConfig':{'nameservers':['10.9.9.9'],'searches':['shop.example'],
          'options':[{'name':'ndots','value':'2'}]},
        'containers':[%s]
        """
            .formatted(container(script("hostname; cat /etc/hosts /etc/resolv.conf"))));

    awaitFinal(pod);

    assertThat(pod.log("main", 1).getFirst()).isEqualTo("one.many.default.svc.cluster.local");
    assertThat(words(pod.log("main", 1)))
        .contains(
            "10.1.2.3 db",
            "10.1.2.3 cache",
            pod.status().text("podIP") + " one.many.default.svc.cluster.local",
            "nameserver 10.9.9.9",
            "search shop.example",
            "options ndots:2");
  }

  private static List<String> words(List<String> lines) {
    return lines.stream().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
  }

  @Test
  void rightsAreAsThePodSays() {
    runSpec(
        "'restartPolicy':'Never','securityContext':{'runAsUser':1234},'volumes':[{'name':'v','emptyDir':{}}],'containers':[%s]"
            .formatted(
                container(
                    script(
                            "id -u; id -g; touch /tmp/x || echo read only; echo kept >/v/file; cat"
                                + " /v/file")
                        + ",'securityContext':{'runAsGroup':5678,'readOnlyRootFilesystem':true,"
                        + "'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']}}"
                        + ",'volumeMounts':[{'name':'v','mountPath':'/v'}]")));

    awaitFinal(pod);

    assertThat(pod.log("main", 1)).startsWith("1234", "5678").contains("read only", "kept");
  }

  @Test
  void whatIsNotSupportedIsRefusedByItsPath() {
    run("Always", container("'securityContext':{'privileged':true}"));

    pod.awaitWaiting("main", "CreateContainerConfigError");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .contains("spec.containers[0].securityContext.privileged: true");
  }

  @Test
  void aContainerThatEatsItsMemoryLimitIsOomKilled() {
    run(
        "Never",
        container(
            script("exec dd if=/dev/zero of=/dev/null bs=200M count=1")
                + ",'resources':{'limits':{'memory':'32Mi','cpu':'500m'}}"));

    awaitFinal(pod);

    assertThat(terminated().text("reason")).isEqualTo("OOMKilled");
  }

  @Test
  void theTerminationMessageIsWhatWasWritten() {
    run(
        "Never",
        container(
            script("printf bye >/tmp/last; exit 1") + ",'terminationMessagePath':'/tmp/last'"));

    awaitFinal(pod);

    assertThat(terminated().text("message")).isEqualTo("bye");
  }

  @Test
  void anExecProbeRunsInTheContainer() {
    String probe = "{'periodSeconds':1,'timeoutSeconds':5,'exec':{'command':['cat','/tmp/ready']}}";
    run(
        "Always",
        container(
            script("sleep 1; touch /tmp/ready; exec sleep 1000") + ",'readinessProbe':" + probe));

    await().atMost(LIMIT).until(() -> pod.holds("Ready"));
    assertThat(pod.events())
        .anySatisfy(event -> assertThat(event).startsWith("Unhealthy: Readiness probe failed:"));
  }

  @Test
  void twoPodsServeOnTheSamePortWhereAddressesAreTheirOwn() throws IOException {
    assumeTrue(image.serves(), "no busybox on this machine");
    boolean own =
        ControlGroups.open(GROUPS.orElseThrow(), "slipway-here")
                .filter(ControlGroups::haveAddresses)
                .isPresent()
            && image.choice() == RuntimeChoice.PODMAN;
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    serve(port);
    PodRun first = pod;
    awaitPage(first, port);
    if (own) {
      pod = pod("two");
      serve(port);
      awaitPage(pod, port);
      assertThat(pod.status().text("podIP")).isNotEqualTo(first.status().text("podIP"));
    }

    assertThat(page(first.status().text("podIP"), port)).contains("hello");
  }

  private static void awaitPage(PodRun pod, int port) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(pod.holds("Ready"))
                .as(() -> pod.status().json() + " " + pod.events() + " " + pod.log("main", 1))
                .isTrue());
    assertThat(page(pod.status().text("podIP"), port)).contains("hello");
  }

  private void serve(int port) {
    String probe = "{'periodSeconds':1,'httpGet':{'path':'/index.html','port':%d}}".formatted(port);
    run(
        "Always",
        container(
            script("exec httpd -f -p " + port + " -h /www")
                + ",'ports':[{'containerPort':%d}],'readinessProbe':%s".formatted(port, probe)));
  }

  private static String page(String host, int port) {
    try (Socket socket = new Socket(host, port)) {
      socket
          .getOutputStream()
          .write("GET /index.html HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      return text(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(host + ":" + port, e);
    }
  }

  @Test
  void anImageThatIsNotThereIsAskedForAsAKubeletDoes() {
    runSpec(
        "'restartPolicy':'Always','containers':[{'name':'main','image':'127.0.0.1:1/none:1'},"
            + "{'name':'never','image':'127.0.0.1:1/none:1','imagePullPolicy':'Never'}]");

    pod.awaitWaiting("never", "ErrImageNeverPull");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            pod.container("main")
                .fields("state")
                .fields("waiting")
                .text("reason")
                .equals("ImagePullBackOff"));
    assertThat(pod.events())
        .contains(
            "Pulling: Pulling image \"127.0.0.1:1/none:1\"",
            "Failed: Error: ErrImagePull",
            "BackOff: Back-off pulling image \"127.0.0.1:1/none:1\"");
  }
}
