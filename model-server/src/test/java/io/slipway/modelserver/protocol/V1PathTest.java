// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class V1PathTest {
  @ParameterizedTest
  @MethodSource("routes")
  void parses(String method, String path, Route expected) {
    assertThat(Route.parse(method, path)).isEqualTo(expected);
  }

  static Stream<Arguments> routes() {
    return Stream.of(
        arguments("GET", "/v1/models", new Route.V1.Models()),
        arguments("GET", "/v1/models/m", new Route.V1.Model("m", null)),
        arguments("POST", "/v1/models/m:predict", new Route.V1.Predict("m", null)),
        arguments("POST", "/v1/models/m:explain", new Route.V1.Explain("m", null)),
        arguments("POST", "/v1/models/a:b:predict", new Route.V1.Predict("a:b", null)),
        arguments("GET", "/v1/models/m:predict", new Route.MethodNotAllowed("POST")),
        arguments("POST", "/v1/models/m:regress", new Route.V1.Examples("m", null)),
        arguments("POST", "/v1/models/m:classify", new Route.V1.Examples("m", null)),
        arguments("POST", "/v1/models/m/versions/7:predict", new Route.V1.Predict("m", "7")),
        arguments("GET", "/v1/models/m/versions/7", new Route.V1.Model("m", "7")),
        arguments("GET", "/v1/models/m/metadata", new Route.V1.Metadata("m", null)),
        arguments("GET", "/v1/models/m/versions/7/metadata", new Route.V1.Metadata("m", "7")),
        arguments("GET", "/v1/models/m/labels/l", new Route.V1.Labelled("m", "l")),
        arguments("POST", "/v1/models/m/labels/l:predict", new Route.V1.Labelled("m", "l")),
        arguments("GET", "/v1/models/m/labels/l/metadata", new Route.V1.Labelled("m", "l")),
        arguments("GET", "/v1/models/m/labels/l:predict", new Route.MethodNotAllowed("POST")),
        arguments("POST", "/v1/models/m/metadata", new Route.MethodNotAllowed("GET, HEAD")),
        arguments("POST", "/v1/models/m:train", new Route.NotFound()),
        arguments("GET", "/v1/models/m/versions/", new Route.NotFound()),
        arguments("GET", "/v1/models/m/versions/7/more", new Route.NotFound()),
        arguments("GET", "/v1/models/m/more", new Route.NotFound()),
        arguments("POST", "/v1/models/:predict", new Route.NotFound()),
        arguments("GET", "/ping", new Route.SageMaker.Ping()),
        arguments("POST", "/invocations", new Route.SageMaker.Invocations()),
        arguments("GET", "/invocations", new Route.MethodNotAllowed("POST")),
        arguments("GET", "/v1/models/", new Route.NotFound()));
  }
}
