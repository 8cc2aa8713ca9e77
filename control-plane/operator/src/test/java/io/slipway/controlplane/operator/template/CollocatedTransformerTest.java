// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import static io.slipway.controlplane.operator.template.TestTemplates.ONNX;
import static io.slipway.controlplane.operator.template.TestTemplates.predictor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A transformer in the Pod of its predictor. */
class CollocatedTransformerTest {
  private static final String TRANSFORMER =
      """
          containers:
            - {name: logs, image: l}
            - {name: transformer-container, image: t, ports: [{containerPort: 8001}]}
      """;

  @Test
  void standsBehindTheServerAndBeforeAllOthers() throws UnservableException {
    List<Map<String, Object>> containers = containers(sklearn());

    assertThat(containers)
        .extracting(each -> Fields.text(each, "name"))
        .containsExactly("kserve-container", "transformer-container", "logs");
  }

  @Test
  void isWaitedForAsTheServerIs() throws UnservableException {
    List<Map<String, Object>> containers = containers(sklearn());

    assertThat(containers.get(1).get("readinessProbe"))
        .isEqualTo(Yaml.fields("{tcpSocket: {port: 8001}, periodSeconds: 1, failureThreshold: 3}"));
    assertThat(containers.get(0)).containsKey("readinessProbe");
    assertThat(containers.get(2)).doesNotContainKey("readinessProbe");
  }

  @Test
  void isRefusedWhereItCouldNotCallTheServer() throws UnservableException {
    assertThatThrownBy(() -> predictor(ONNX + TRANSFORMER))
        .isInstanceOf(UnservableException.class)
        .hasMessageContaining("transformer-container")
        .hasMessageContaining("slipway.io/isolation: process");

    String alone =
        ONNX.replace("  annotations:", "  annotations:\n    slipway.io/isolation: process");
    assertThat(containers(alone + TRANSFORMER)).hasSize(3);
  }

  private static String sklearn() {
    return ONNX.replace("name: onnx", "name: sklearn") + TRANSFORMER;
  }

  private static List<Map<String, Object>> containers(String service) throws UnservableException {
    return Fields.maps(predictor(service).pods().spec(), "containers");
  }
}
