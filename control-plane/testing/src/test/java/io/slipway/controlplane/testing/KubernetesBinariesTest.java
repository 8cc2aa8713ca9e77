// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubernetesBinariesTest {
  @TempDir Path folder;

  @BeforeEach
  void checkoutWithVersions() throws IOException {
    Path cluster = Files.createDirectories(folder.resolve("load-tests/cluster"));
    Files.writeString(cluster.resolve("versions.sh"), "KUBERNETES_VERSION=v1.2.3\n");
  }

  @Test
  void theVariableComesFirst() throws IOException {
    Path named = program("named/kubectl");
    program("path/kubectl");

    assertThat(find(Map.of("KUBECTL", named.toString(), "PATH", folder.resolve("path").toString())))
        .isEqualTo(named);
  }

  @Test
  void aVariableThatNamesNoProgramIsAnErrorEvenIfThePathHasOne() throws IOException {
    program("path/kubectl");

    assertThatThrownBy(
            () -> find(Map.of("KUBECTL", "/gone", "PATH", folder.resolve("path").toString())))
        .hasMessage("KUBECTL: /gone is no program that can be executed");
  }

  @Test
  void thePathComesSecond() throws IOException {
    Path onPath = program("path/kubectl");
    program("cache/slipway/kubernetes-v1.2.3/bin/kubectl");

    assertThat(find(Map.of("PATH", "/gone:" + onPath.getParent(), "XDG_CACHE_HOME", cache())))
        .isEqualTo(onPath);
  }

  @Test
  void theCacheOfThisVersionComesThird() throws IOException {
    Path cached = program("cache/slipway/kubernetes-v1.2.3/bin/kubectl");

    assertThat(find(Map.of("XDG_CACHE_HOME", cache()))).isEqualTo(cached);
  }

  @Test
  void whatIsNowhereIsBuiltIntoTheCacheWhereThereIsGo() throws IOException {
    program("path/go");
    Path script = program("load-tests/cluster/build.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        mkdir -p "$SLIPWAY_CLUSTER_CACHE/bin"
        echo built >"$SLIPWAY_CLUSTER_CACHE/bin/$1"
        """);

    Path built = find(Map.of("PATH", folder.resolve("path").toString(), "XDG_CACHE_HOME", cache()));

    assertThat(built).hasContent("built");
  }

  @Test
  void aBuildThatFailsShowsWhatItPrinted() throws IOException {
    program("path/go");
    Path script = program("load-tests/cluster/build.sh");
    Files.writeString(script, "#!/bin/sh\necho no room left >&2\nexit 1\n");

    assertThatThrownBy(() ->
            find(Map.of("PATH", folder.resolve("path").toString(), "XDG_CACHE_HOME", cache())))
        .hasMessageContaining("build.sh kubectl failed:\nno room left");
  }

  @Test
  void whereThereIsNoGoOneLineSaysWhatIsMissing() {
    assertThatThrownBy(() -> find(Map.of("XDG_CACHE_HOME", cache())))
        .hasMessage(
            "conformance tests need kubectl on the PATH, or Go to build it:"
                + " load-tests/cluster/build.sh");
  }

  private Path find(Map<String, String> environment) {
    return new KubernetesBinaries(environment, folder).find("kubectl", "KUBECTL");
  }

  private String cache() {
    return folder.resolve("cache").toString();
  }

  private Path program(String name) throws IOException {
    Path program = folder.resolve(name);
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
