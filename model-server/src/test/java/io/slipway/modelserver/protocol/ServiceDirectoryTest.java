// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.testing.NoControl;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceDirectoryTest {
  private final Scope root = scope("root");
  private final Scope iris = scope("iris");
  private final Scope dashed = scope("dashed");
  private final ServiceDirectory directory =
      new ServiceDirectory(
          root,
          Map.of(
              new ServiceName("default", "iris"), iris,
              new ServiceName("my-team", "big-model"), dashed));

  @ParameterizedTest
  @CsvSource({
    "/serving/default/iris,/",
    "/serving/default/iris/,/",
    "/serving/default/iris/v2/models/iris,/v2/models/iris",
  })
  void findsAServiceByItsPath(String path, String rest) {
    ServiceDirectory.Target target = requireNonNull(directory.resolve("127.0.0.1:8080", path));

    assertThat(target.scope()).isSameAs(iris);
    assertThat(target.path()).isEqualTo(rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iris.default.localhost",
        "iris.default.localhost:8080",
        "Iris.Default.LOCALHOST",
        "iris-default.example.com"
      })
  void findsAServiceByItsHost(String host) {
    assertThat(requireNonNull(directory.resolve(host, "/v2")).scope()).isSameAs(iris);
  }

  @Test
  void cutsAHostWithDashesWhereAServiceIs() {
    assertThat(requireNonNull(directory.resolve("big-model-my-team.example.com", "/v2")).scope())
        .isSameAs(dashed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1", "[::1]:8080", "slipway", ""})
  void givesTheRootToEveryOtherHost(String host) {
    assertThat(requireNonNull(directory.resolve(host, "/v2")).scope()).isSameAs(root);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,/serving/default/other/v2",
    "127.0.0.1,/serving/default",
    "127.0.0.1,/serving/",
    "other.default.localhost,/v2",
    "iris.localhost,/v2",
    "iris.example.com,/v2",
  })
  void knowsWhenAServiceIsAddressedThatIsNotThere(String host, String path) {
    assertThat(directory.resolve(host, path)).isNull();
  }

  @Test
  void tellsServiceHostsFromOthers() {
    assertThat(directory.isServiceHost("iris-default.example.com")).isTrue();
    assertThat(directory.isServiceHost("evil-default.example.com")).isFalse();
    assertThat(directory.isServiceHost("attacker.test")).isFalse();
  }

  private static Scope scope(String namespace) {
    ModelRepository empty =
        new ModelRepository(
            new Engines(List.of()),
            Path.of("unused"),
            (_, _, _) -> {
              throw new AssertionError("nothing is allocated here");
            },
            () -> 0);
    InferenceEndpoint endpoint = (_, _) -> InferenceEndpoint.Cancellable.NONE;
    return new Scope(namespace, empty, endpoint, _ -> null, new NoControl(), true);
  }
}
