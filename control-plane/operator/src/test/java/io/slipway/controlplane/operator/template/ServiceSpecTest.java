// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static io.slipway.controlplane.operator.template.TestTemplates.ONNX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RequestRules.PayloadLog;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.revision.Component;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read of a service besides its Pods. */
class ServiceSpecTest {
  @Test
  void saysWhichFieldsDoNothingHere() throws UnservableException {
    ApiObject service =
        Yaml.object(ONNX.replace("  predictor:\n", "  predictor:\n    tolerations: [{key: a}]\n"));

    assertThat(ServiceSpec.of(service).ignored())
        .singleElement()
        .satisfies(field -> assertThat(field.path()).isEqualTo("spec.predictor.tolerations"));
  }

  @Test
  void readsTheRulesOfEachComponent() throws UnservableException {
    String service =
        ONNX.replace("http://log/x\",", "http://log/x\", metadataAnnotations: [example.com/note],")
            + "  transformer: {containers: [{name: t, image: t}]}\n";
    ServiceSpec spec = ServiceSpec.of(Yaml.object(service));

    assertThat(spec.rules(Component.PREDICTOR))
        .isEqualTo(
            new RequestRules(
                "predictor",
                "rate=5",
                new PayloadLog(
                    "http://log/x",
                    "all",
                    List.of("X-Id"),
                    Map.of("example.com/note", "rate=5"),
                    "sampling=1")));
    assertThat(spec.rules(Component.TRANSFORMER))
        .isEqualTo(new RequestRules("transformer", "rate=5", null));
  }

  @Test
  void refusesALoggerToNowhereOfEveryComponent() {
    String service =
        ONNX + "  transformer: {logger: {mode: all}, containers: [{name: t, image: t}]}\n";

    assertThatExceptionOfType(UnservableException.class)
        .isThrownBy(() -> ServiceSpec.of(Yaml.object(service)))
        .withMessageStartingWith("spec.transformer.logger.url: required here");
  }
}
