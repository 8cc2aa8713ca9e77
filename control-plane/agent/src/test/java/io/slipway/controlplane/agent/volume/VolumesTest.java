// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.PodFields;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // before each test
class VolumesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Map<String, Map<String, byte[]>> configMaps = new HashMap<>();
  private final Sources sources =
      new Sources() {
        @Override
        public Optional<Map<String, byte[]>> configMap(String name) {
          return Optional.ofNullable(configMaps.get(name));
        }

        @Override
        public Optional<Map<String, byte[]>> secret(String name) {
          return name.equals("keys")
              ? Optional.of(Map.of("key", "s".getBytes(UTF_8)))
              : Optional.empty();
        }

        @Override
        public boolean hasClaim(String name) {
          return name.equals("disk");
        }
      };

  @TempDir Path directory;
  private Volumes volumes;

  @BeforeEach
  void begin() {
    configMaps.put("settings", Map.of("a", "1".getBytes(UTF_8), "b", "2".getBytes(UTF_8)));
    VolumePolicy policy =
        new VolumePolicy(directory.resolve("claims"), List.of(directory.resolve("host")));
    volumes =
        new Volumes(
            directory.resolve("pod"),
            policy,
            (_, account, audience, seconds) ->
                new Token(account + "/" + audience + "/" + seconds, NOW.plusSeconds(seconds)),
            () -> NOW);
  }

  private static PodFields pod(String app, String volume) {
    PodSpec pod =
        Pods.pod(
            "{'name':'web','namespace':'shop','uid':'u1','labels':{'app':'%s'}}".formatted(app),
            "{'containers':[{'name':'c'}],'volumes':[" + volume + "]}");
    return new PodFields(pod, "10.0.0.5", "10.0.0.1", 1000, 1);
  }

  private Path make(String volume) throws ConfigurationException, IOException {
    return volumes.make(pod("x", volume), sources).values().iterator().next();
  }

  @Test
  void configMapsAndSecretsAreFiles() throws ConfigurationException, IOException {
    Path config = make("{'name':'v','configMap':{'name':'settings'}}");

    assertThat(config.resolve("a")).hasContent("1");
    assertThat(config.resolve("b")).hasContent("2");
  }

  @Test
  void itemsHaveTheirPathsAndModes() throws ConfigurationException, IOException {
    Path secret =
        make(
            "{'name':'v','secret':{'secretName':'keys','items':[{'key':'key','path':'d/k','mode':256}]}}");

    assertThat(secret.resolve("d/k")).hasContent("s");
    assertThat(Files.getPosixFilePermissions(secret.resolve("d/k")))
        .isEqualTo(PosixFilePermissions.fromString("r--------"));
  }

  @Test
  void projectedVolumesPutTheirSourcesTogether() throws ConfigurationException, IOException {
    Path all =
        make(
            """
            {'name':'v','projected':{'sources':[
              {'configMap':{'name':'settings','items':[{'key':'a','path':'a'}]}},
              {'secret':{'name':'keys'}},
              {'downwardAPI':{'items':[{'path':'labels','fieldRef':{'fieldPath':'metadata.labels'}}]}},
              {'serviceAccountToken':{'path':'token','audience':'x','expirationSeconds':600}}]}}
            """);

    assertThat(all.resolve("a")).hasContent("1");
    assertThat(all.resolve("b")).doesNotExist();
    assertThat(all.resolve("key")).hasContent("s");
    assertThat(all.resolve("labels")).hasContent("app=\"x\"");
    assertThat(all.resolve("token")).hasContent("default/x/600");
  }

  @Test
  void aRefreshShowsWhatTheSourcesSayNow() throws ConfigurationException, IOException {
    String volume = "{'name':'v','configMap':{'name':'settings'}}";
    Path path = make(volume);
    assertThat(volumes.refresh(pod("x", volume), sources).changed()).isFalse();

    configMaps.put("settings", Map.of("a", "3".getBytes(UTF_8)));

    assertThat(volumes.refresh(pod("x", volume), sources).changed()).isTrue();
    assertThat(path.resolve("a")).hasContent("3");
    assertThat(path.resolve("b")).doesNotExist();
  }

  @Test
  void aRefreshShowsTheLabelsOfNow() throws ConfigurationException, IOException {
    String volume =
        "{'name':'v','downwardAPI':{'items':[{'path':'l','fieldRef':{'fieldPath':'metadata.labels'}}]}}";
    Path path = make(volume);

    volumes.refresh(pod("y", volume), sources);

    assertThat(path.resolve("l")).hasContent("app=\"y\"");
  }

  @Test
  void whatIsGoneLeavesItsFiles() throws ConfigurationException, IOException {
    String volume = "{'name':'v','configMap':{'name':'settings'}}";
    Path path = make(volume);

    configMaps.clear();

    assertThat(volumes.refresh(pod("x", volume), sources))
        .isEqualTo(
            new Volumes.Refreshed(
                false,
                Map.of(
                    "v",
                    "MountVolume.SetUp failed for volume \"v\" : configmap \"settings\" not"
                        + " found")));
    assertThat(make(volume).resolve("a")).hasContent("1");
    assertThat(path.resolve("b")).hasContent("2");
  }

  @Test
  void whatIsOptionalComesAndGoes() throws ConfigurationException, IOException {
    String volume = "{'name':'v','configMap':{'name':'late','optional':true}}";
    Path path = make(volume);
    assertThat(path.resolve("a")).doesNotExist();

    configMaps.put("late", Map.of("a", "1".getBytes(UTF_8)));
    volumes.refresh(pod("x", volume), sources);
    assertThat(path.resolve("a")).hasContent("1");

    configMaps.remove("late");
    volumes.refresh(pod("x", volume), sources);
    assertThat(path.resolve("a")).doesNotExist();
  }

  @Test
  void aCopyOfAPartStaysAsItIs() throws ConfigurationException, IOException {
    String volume =
        "{'name':'v','configMap':{'name':'settings','defaultMode':256,'items':[{'key':'a','path':'d/a'}]}}";
    Path path = make(volume);
    Path copy = directory.resolve("copies/1");

    volumes.copy(path.resolve("d"), copy);
    configMaps.put("settings", Map.of("a", "3".getBytes(UTF_8)));
    volumes.refresh(pod("x", volume), sources);

    assertThat(path.resolve("d/a")).hasContent("3");
    assertThat(copy.resolve("a")).hasContent("1");
    assertThat(Files.getPosixFilePermissions(copy.resolve("a")))
        .isEqualTo(PosixFilePermissions.fromString("r--------"));
  }

  @Test
  void aTokenIsAskedForAgainBeforeItEnds() throws ConfigurationException, IOException {
    assertThat(volumes.due()).isEmpty();

    make(
        "{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'t','expirationSeconds':1000}}]}}");

    assertThat(volumes.due()).contains(NOW.plusSeconds(800));
  }

  @Test
  void claimsOutliveThePod() throws ConfigurationException, IOException {
    assertThat(make("{'name':'v','persistentVolumeClaim':{'claimName':'disk'}}"))
        .isEqualTo(directory.resolve("claims/shop/disk"))
        .isDirectory();
  }

  @Test
  void hostPathsBelowAnAllowedOneAreUsedWhereTheyAre() throws ConfigurationException, IOException {
    Path path = directory.resolve("host/data");

    assertThat(
            make(
                "{'name':'v','hostPath':{'path':'%s','type':'DirectoryOrCreate'}}".formatted(path)))
        .isEqualTo(path)
        .isDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'v','configMap':{'name':'none'}} | configmap \"none\" not found",
        "{'name':'v','secret':{'secretName':'none'}} | secret \"none\" not found",
        "{'name':'v','projected':{'sources':[{'configMap':{'name':'none'}},{'secret':{'name':'x'}}]}}"
            + " | [configmap \"none\" not found, secret \"x\" not found]",
        "{'name':'v','configMap':{'name':'settings','items':[{'key':'z','path':'z'}]}} | configmap"
            + " references non-existent config key: z",
        "{'name':'v','secret':{'secretName':'keys','items':[{'key':'z','path':'z'}]}} | references"
            + " non-existent secret key: z",
        "{'name':'v','configMap':{'name':'settings','items':[{'key':'a','path':'../z'}]}} | leaves"
            + " its volume",
        "{'name':'v','configMap':{'name':'settings','items':[{'key':'a','path':'..z'}]}} | begins"
            + " with two dots",
        "{'name':'v','hostPath':{'path':'/etc'}} | hostPath /etc is not allowed",
        "{'name':'v','nfs':{'server':'x'}} | is of a kind that is not supported here: [nfs]"
      })
  void whatCannotBeMadeIsNamed(String volume, String message) {
    assertThatThrownBy(() -> make(volume))
        .isInstanceOf(MountException.class)
        .hasMessageStartingWith("MountVolume.SetUp failed for volume \"v\" : ")
        .hasMessageContaining(message);
  }

  @Test
  void aClaimThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> make("{'name':'v','persistentVolumeClaim':{'claimName':'none'}}"))
        .isInstanceOf(MountException.class)
        .hasMessage(
            "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[],"
                + " failed to process volumes=[v]: error processing PVC shop/none: failed to fetch"
                + " PVC from API server: persistentvolumeclaims \"none\" not found");
  }

  @Test
  void eachVolumeThatCannotBeMadeIsNamed() {
    String both =
        "{'name':'v','configMap':{'name':'none'}},{'name':'w','secret':{'secretName':'none'}}";

    assertThatThrownBy(() -> make(both))
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.faults()).containsOnlyKeys("v", "w"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** A container may be of another user than this process. */
  @Test
  void aContainerOfAnyUserMayUseItsClaim() throws ConfigurationException, IOException {
    Path claim = make("{'name':'v','persistentVolumeClaim':{'claimName':'disk'}}");

    assertThat(mode(claim)).isEqualTo("rwxrwxrwx");
    assertThat(mode(directory.resolve("claims"))).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @CsvSource({"'', rw-r--r--", "',\"defaultMode\":256', r--------"})
  void theModeOfATokenIsThatOfItsVolume(String more, String mode)
      throws ConfigurationException, IOException {
    Path made =
        make(
            "{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'token'}}]%s}}"
                .formatted(more));

    assertThat(mode(made.resolve("token"))).isEqualTo(mode);
  }
}
