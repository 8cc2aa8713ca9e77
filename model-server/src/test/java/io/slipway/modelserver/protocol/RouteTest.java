// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.slipway.api.error.ServingException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouteTest {
  @ParameterizedTest
  @MethodSource("routes")
  void parses(String method, String path, Route expected) {
    assertThat(Route.parse(method, path)).isEqualTo(expected);
  }

  static Stream<Arguments> routes() {
    return Stream.concat(others(), ofSettingsAndGenerate());
  }

  private static Stream<Arguments> ofSettingsAndGenerate() {
    return Stream.of(
        arguments("POST", "/v2/models/m/generate", new Route.Generate("m", null)),
        arguments("POST", "/v2/models/m/versions/7/generate", new Route.Generate("m", "7")),
        arguments("POST", "/v2/models/m/generate_stream", new Route.GenerateStream("m", null)),
        arguments("POST", "/v2/models/m/infer_stream", new Route.InferStream("m", null)),
        arguments("POST", "/v2/models/m/versions/7/infer_stream", new Route.InferStream("m", "7")),
        arguments("GET", "/v2/models/m/generate", new Route.MethodNotAllowed("POST")),
        arguments("GET", "/v2/trace/setting", new Route.Settings.Trace(null, false)),
        arguments("POST", "/v2/trace/setting", new Route.Settings.Trace(null, true)),
        arguments("PUT", "/v2/trace/setting", new Route.MethodNotAllowed("GET, HEAD, POST")),
        arguments("GET", "/v2/models/m/trace/setting", new Route.Settings.Trace("m", false)),
        arguments("POST", "/v2/models/m/trace/setting", new Route.Settings.Trace("m", true)),
        arguments("POST", "/v2/models//trace/setting", new Route.NotFound()),
        arguments("POST", "/v2/models/m/versions/1/trace/setting", new Route.NotFound()),
        arguments("GET", "/v2/logging", new Route.Settings.Log(false)),
        arguments("HEAD", "/v2/logging", new Route.Settings.Log(false)),
        arguments("POST", "/v2/logging", new Route.Settings.Log(true)),
        arguments("PUT", "/v2/logging", new Route.MethodNotAllowed("GET, HEAD, POST")));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        arguments("GET", "/", new Route.Alive()),
        arguments("GET", "/livez", new Route.Live()),
        arguments("GET", "/healthz", new Route.Live()),
        arguments("GET", "/readyz", new Route.Ready()),
        arguments("GET", "/metrics", new Route.Metrics()),
        arguments("GET", "/v2", new Route.ServerMetadata()),
        arguments("HEAD", "/v2", new Route.ServerMetadata()),
        arguments("GET", "/v2/health/live", new Route.ServerLive()),
        arguments("GET", "/v2/health/ready", new Route.ServerReady()),
        arguments("GET", "/v2/models", new Route.Models()),
        arguments("GET", "/v2/models/m", new Route.ModelMetadata("m", null)),
        arguments("GET", "/v2/models/m/versions/7", new Route.ModelMetadata("m", "7")),
        arguments("GET", "/v2/models/m/ready", new Route.ModelReady("m", null)),
        arguments("GET", "/v2/models/m/versions/7/ready", new Route.ModelReady("m", "7")),
        arguments("POST", "/v2/models/m/infer", new Route.Infer("m", null)),
        arguments("POST", "/v2/models/m/versions/7/infer", new Route.Infer("m", "7")),
        arguments("POST", "/v2/models/a%20b%2Bc+d/infer", new Route.Infer("a b+c+d", null)),
        arguments("GET", "/v2/models/stats", new Route.Statistics(null, null)),
        arguments("GET", "/v2/models/m/stats", new Route.Statistics("m", null)),
        arguments("GET", "/v2/models/m/versions/7/stats", new Route.Statistics("m", "7")),
        arguments("GET", "/v2/models/m/config", new Route.ModelConfig("m", null)),
        arguments("GET", "/v2/models/m/versions/7/config", new Route.ModelConfig("m", "7")),
        arguments("POST", "/v2/repository/index", new Route.RepositoryIndex(null)),
        arguments("POST", "/v2/repository/r/index", new Route.RepositoryIndex("r")),
        arguments("POST", "/v2/repository/models/index", new Route.RepositoryIndex("models")),
        arguments("POST", "/v2/repository/models/m/load", new Route.RepositoryLoad(null, "m")),
        arguments("POST", "/v2/repository/r/models/m/load", new Route.RepositoryLoad("r", "m")),
        arguments("POST", "/v2/repository/models/m/unload", new Route.RepositoryUnload(null, "m")),
        arguments("GET", "/v2/repository/index", new Route.MethodNotAllowed("POST")),
        arguments("GET", "/v2/repository/models/m/load", new Route.MethodNotAllowed("POST")),
        arguments("POST", "/v2/repository/", new Route.NotFound()),
        arguments("POST", "/v2/repository//index", new Route.NotFound()),
        arguments("POST", "/v2/repository/models//load", new Route.NotFound()),
        arguments("POST", "/v2/repository/models/m", new Route.NotFound()),
        arguments("POST", "/v2/repository/models/m/reload", new Route.NotFound()),
        arguments("POST", "/v2/repository/a/b/models/m/load", new Route.NotFound()),
        arguments("POST", "/v2", new Route.MethodNotAllowed("GET, HEAD")),
        arguments("GET", "/v2/models/m/infer", new Route.MethodNotAllowed("POST")),
        arguments("DELETE", "/v2/models/m", new Route.MethodNotAllowed("GET, HEAD")),
        arguments("POST", "/v2/models/m/versions//infer", new Route.NotFound()),
        arguments("POST", "/v2/models//infer", new Route.NotFound()),
        arguments("POST", "/v2/models/m/infer/more", new Route.NotFound()),
        arguments("GET", "/v3", new Route.NotFound()));
  }

  @Test
  void refusesBadPercentEncoding() {
    assertThatThrownBy(() -> Route.parse("GET", "/v2/models/a%zz"))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("a%zz");
  }
}
