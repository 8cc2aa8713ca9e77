// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.ContainerSpec.Console;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLinesTest {
  private static final CommandLines PODMAN =
      new CommandLines(
          RuntimeKind.PODMAN, List.of("/bin/podman", "--x"), List.of("--ulimit=nofile=9:9"));
  private static final CommandLines DOCKER =
      new CommandLines(RuntimeKind.DOCKER, List.of("/bin/docker"), List.of());

  private static ContainerRequest request(String container) {
    PodSpec pod = Pods.pod("{'containers':[" + container + "]}");
    ContainerSpec spec = pod.containers().getFirst();
    return new ContainerRequest(
        "slipway-u1-main-1",
        Map.of("io.kubernetes.pod.name", "web"),
        "sha256:1",
        spec,
        spec.command(),
        spec.args(),
        Map.of(),
        List.of(),
        Optional.empty(),
        ContainerNames.NONE,
        Optional.empty(),
        Optional.empty());
  }

  private static List<String> created(CommandLines lines, String container) {
    return lines.create(request("{'name':'main'" + container + "}"));
  }

  @Test
  void podmanIsToldOfAContainer() {
    assertThat(created(PODMAN, ""))
        .containsExactly(
            "/bin/podman",
            "--x",
            "create",
            "--name",
            "slipway-u1-main-1",
            "--pull=never",
            "--label",
            "io.kubernetes.pod.name=web",
            "--network=host",
            "--log-driver=none",
            "--no-healthcheck",
            "--http-proxy=false",
            "--ulimit=nofile=9:9",
            "--pids-limit=-1",
            "--security-opt=label=disable",
            "sha256:1");
  }

  @Test
  void dockerIsToldOfAContainer() {
    assertThat(created(DOCKER, ""))
        .containsExactly(
            "/bin/docker",
            "create",
            "--name",
            "slipway-u1-main-1",
            "--pull=never",
            "--label",
            "io.kubernetes.pod.name=web",
            "--network=host",
            "--log-driver=none",
            "--no-healthcheck",
            "--pids-limit=-1",
            "--security-opt=label=disable",
            "sha256:1");
  }

  @Test
  void aCommandIsTheEntryPointAndArgsAreTheCommand() {
    assertThat(created(PODMAN, ",'command':['a','b'],'args':['c']"))
        .endsWith("--entrypoint=a", "sha256:1", "b", "c");
    assertThat(created(DOCKER, ",'command':['a','b']")).endsWith("--entrypoint=a", "sha256:1", "b");
    assertThat(created(PODMAN, ",'args':['c','d']"))
        .endsWith("sha256:1", "c", "d")
        .noneMatch(word -> word.startsWith("--entrypoint"));
  }

  @Test
  void limitsAreBytesAndCpus() {
    String limits = ",'resources':{'limits':{'memory':'64Mi','cpu':'1500m'}}";

    assertThat(created(PODMAN, limits))
        .contains("--memory=67108864", "--memory-swap=67108864", "--cpus=1.5");
    assertThat(created(DOCKER, limits)).contains("--cpus=1.5");
  }

  @Test
  void rightsAreOneOptionEach() {
    String rights =
        ",'securityContext':{'readOnlyRootFilesystem':true,'allowPrivilegeEscalation':false,"
            + "'capabilities':{'drop':['ALL'],'add':['NET_BIND_SERVICE']},"
            + "'seccompProfile':{'type':'Unconfined'}}";

    assertThat(created(PODMAN, rights))
        .contains(
            "--read-only",
            "--read-only-tmpfs=false",
            "--security-opt=no-new-privileges",
            "--security-opt=seccomp=unconfined",
            "--cap-drop=ALL",
            "--cap-add=NET_BIND_SERVICE");
    assertThat(created(DOCKER, rights))
        .contains("--read-only", "--cap-drop=ALL")
        .doesNotContain("--read-only-tmpfs=false");
  }

  @Test
  void theUserTheHostnameAndTheGroupAreThoseOfTheRun() {
    ContainerRequest plain = request("{'name':'main','workingDir':'/srv','stdin':true,'tty':true}");
    ContainerRequest full =
        new ContainerRequest(
            plain.name(),
            plain.labels(),
            plain.image(),
            plain.spec(),
            plain.command(),
            plain.args(),
            plain.environment(),
            plain.mounts(),
            Optional.of("web"),
            new ContainerNames(
                List.of("db:10.0.0.7"), List.of("10.0.0.1"), List.of(), List.of("ndots:2")),
            Optional.of("7:8"),
            Optional.of("/slipway-here/u1-main-1"));

    assertThat(PODMAN.create(full))
        .contains(
            "--hostname=web",
            "--add-host=db:10.0.0.7",
            "--dns=10.0.0.1",
            "--dns-search=.",
            "--dns-option=ndots:2",
            "--user=7:8",
            "--cgroup-parent=/slipway-here/u1-main-1",
            "--workdir=/srv",
            "--interactive",
            "--tty");
  }

  @Test
  void variablesAreNotOnTheCommandLineUnlessTheySteerTheProgram() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PASSWORD", "se\ncret");
    variables.put("PATH", "/opt/bin");
    ContainerRequest plain = request("{'name':'main'}");
    ContainerRequest request =
        new ContainerRequest(
            plain.name(),
            plain.labels(),
            plain.image(),
            plain.spec(),
            List.of(),
            List.of(),
            variables,
            List.of(),
            Optional.empty(),
            ContainerNames.NONE,
            Optional.empty(),
            Optional.empty());

    assertThat(DOCKER.create(request))
        .containsSequence("--env", "PASSWORD", "--env", "PATH=/opt/bin")
        .noneMatch(word -> word.contains("cret"));
    assertThat(ClientVariables.hidden(variables)).containsOnlyKeys("PASSWORD");
  }

  @Test
  void mountsAreFieldsOfCsv() {
    ContainerRequest plain = request("{'name':'main'}");
    ContainerRequest request =
        new ContainerRequest(
            plain.name(),
            plain.labels(),
            plain.image(),
            plain.spec(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(
                new Mount("/data", Path.of("/a b"), true),
                new Mount("/x", Path.of("/with,comma"), false)),
            Optional.empty(),
            ContainerNames.NONE,
            Optional.empty(),
            Optional.empty());

    assertThat(PODMAN.create(request))
        .containsSequence(
            "--mount",
            "type=bind,source=/a b,target=/data,readonly",
            "--mount",
            "type=bind,\"source=/with,comma\",target=/x");
  }

  @Test
  void whatIsDoneWithAContainerNamesIt() {
    assertThat(PODMAN.start("c", new Console(true, false, false)))
        .containsExactly(
            "/bin/podman",
            "--x",
            "start",
            "--attach",
            "--interactive",
            "--sig-proxy=false",
            "--detach-keys=",
            "c");
    assertThat(DOCKER.start("c", Console.NONE))
        .containsExactly("/bin/docker", "start", "--attach", "c");
    assertThat(DOCKER.kill("c", "TERM"))
        .containsExactly("/bin/docker", "kill", "--signal", "TERM", "c");
    assertThat(PODMAN.exec("c", List.of("ls", "-l"), true))
        .containsExactly("/bin/podman", "--x", "exec", "--interactive", "--tty", "c", "ls", "-l");
    assertThat(DOCKER.remove("c"))
        .containsExactly("/bin/docker", "rm", "--force", "--volumes", "c");
  }

  @Test
  void credentialsAreAFileForOneAndADirectoryForTheOther() {
    Optional<Path> credentials = Optional.of(Path.of("/pod/pull-1"));

    assertThat(PODMAN.pull("a/b:1", credentials))
        .containsExactly(
            "/bin/podman",
            "--x",
            "pull",
            "--quiet",
            "--authfile",
            "/pod/pull-1/config.json",
            "a/b:1");
    assertThat(DOCKER.pull("a/b:1", credentials))
        .containsExactly("/bin/docker", "--config", "/pod/pull-1", "pull", "--quiet", "a/b:1");
    assertThat(DOCKER.pull("a/b:1", Optional.empty()))
        .containsExactly("/bin/docker", "pull", "--quiet", "a/b:1");
  }
}
