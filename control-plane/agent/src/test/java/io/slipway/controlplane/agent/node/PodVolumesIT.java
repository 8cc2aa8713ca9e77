// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static io.slipway.controlplane.agent.node.ShellContainer.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes see of the volumes of their Pods, while these change. */
class PodVolumesIT {
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

  /** Volumes are mounted, where that is allowed. */
  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
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
  void aVolumeIsSeenInsideAnother() {
    String mounts =
        ",'volumeMounts':[{'name':'in','mountPath':'/mnt/slipway-it-out/a/in'},{'name':'out','mountPath':'/mnt/slipway-it-out'}]";
    pod.run(
        "{'restartPolicy':'Never','volumes':[{'name':'in','emptyDir':{}},{'name':'out','emptyDir':{}}],'containers':[%s]}"
            .formatted(sh("main", "cd /mnt/slipway-it-out; echo x >a/in/file; echo y >y", mounts)));
    if (!isRoot()) {
      pod.awaitWaiting("main", "CreateContainerError");
      return;
    }

    pod.awaitPhase("Succeeded");
    assertThat(pod.home().resolve("volumes/in/file")).hasContent("x");
    assertThat(pod.home().resolve("volumes/out/y")).hasContent("y");
    assertThat(pod.home().resolve("volumes/out/a/in")).isEmptyDirectory();
    assertThat(Path.of("/mnt/slipway-it-out")).isEmptyDirectory();
  }

  @Test
  void aLinkInAVolumeDoesNotLeadOutOfIt() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    pod.run(
        "{'volumes':[{'name':'v','emptyDir':{}}],'initContainers':[%s],'containers':[%s]}"
            .formatted(
                sh("one", "ln -s " + outside + " ../volumes/v/out", ""),
                sh(
                    "main",
                    "exec sleep 1000",
                    ",'volumeMounts':[{'name':'v','mountPath':'/mnt/slipway-it','subPath':'out/a'}]")));

    pod.awaitWaiting("main", "CreateContainerConfigError");
    assertThat(pod.container("main").fields("state").fields("waiting").text("message"))
        .startsWith("failed to prepare subPath for volumeMount \"v\" of container \"main\"");
    assertThat(outside).isEmptyDirectory();
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
  void aPodThatIsOverFollowsNothing() throws IOException {
    pod.sources().configMap("settings", Map.of("colour", "red"));
    pod.run(
        """
        {'restartPolicy':'Never','volumes':[{'name':'v','configMap':{'name':'settings'}}],
         'containers':[{'name':'main','image':'any',
           'command':['/bin/sh','-c','while [ ! -e go ]; do sleep 0.1; done']}]}
        """);
    pod.awaitPhase("Running");
    await().until(() -> pod.sources().followers() == 1);

    Files.createFile(pod.home().resolve("work/go"));

    pod.awaitPhase("Succeeded");
    await().until(() -> pod.sources().followers() == 0);
  }

  private static final String SLEEPER =
      """
      {'volumes':[{'name':'v','configMap':{'name':'settings'}}],
       'containers':[{'name':'main','image':'any','command':['/bin/sleep','1000']}]}
      """;

  private static final String MISSING =
      "FailedMount: MountVolume.SetUp failed for volume \"v\" : configmap \"settings\" not found";

  @Test
  void aPodWaitsForWhatItsVolumesAreMadeOfAndSaysSo() {
    pod.run(SLEEPER);

    await().untilAsserted(() -> assertThat(pod.events()).contains(MISSING));
    pod.awaitWaiting("main", "ContainerCreating");
    assertThat(pod.status().text("phase")).isEqualTo("Pending");
    assertThat(pod.events()).allMatch(event -> event.startsWith("FailedMount: "));

    pod.sources().configMap("settings", Map.of("colour", "red"));

    pod.awaitPhase("Running");
    assertThat(pod.container("main").number("restartCount", -1)).isZero();
  }

  @Test
  void aSourceThatGoesWhileThePodRunsIsMissed() {
    pod.sources().configMap("settings", Map.of("colour", "red"));
    pod.run(SLEEPER);
    pod.awaitPhase("Running");
    await().until(() -> pod.sources().followers() == 1);

    pod.sources().remove("settings");

    await().untilAsserted(() -> assertThat(pod.events()).contains(MISSING));
    assertThat(pod.home().resolve("volumes/v/colour")).hasContent("red");
    assertThat(pod.status().text("phase")).isEqualTo("Running");
  }

  @Test
  void aPodThatWaitsForAVolumeIsDeletedAtOnce() {
    pod.run(SLEEPER);
    await().untilAsserted(() -> assertThat(pod.events()).contains(MISSING));

    pod.delete(30);

    await().until(pod::isGone);
    assertThat(pod.home()).doesNotExist();
  }
}
