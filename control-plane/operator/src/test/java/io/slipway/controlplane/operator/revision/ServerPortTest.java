// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerPortTest {
  @Test
  void isToldToWhatBringsModelsToTheServer() {
    assertThat(agent("{name: s, ports: [{containerPort: 9000}, {containerPort: 9001}]}"))
        .containsExactly(Map.of("name", "POD_IP"), Map.of("name", "SERVER_PORT", "value", "9000"));
    assertThat(agent("{name: s}")).last().isEqualTo(Map.of("name", "SERVER_PORT", "value", "8080"));
  }

  @Test
  void isToldToNobodyElse() {
    Map<String, Object> spec = Yaml.fields("{containers: [{name: s, image: python}]}");

    assertThat(ServerPort.toldIn(spec)).isSameAs(spec);
  }

  private static List<Object> agent(String server) {
    Map<String, Object> spec =
        Yaml.fields(
            "containers: [%s, {name: agent, image: slipway/agent, env: [{name: POD_IP}]}]"
                .formatted(server));
    return Fields.list(Fields.maps(ServerPort.toldIn(spec), "containers").getLast(), "env");
  }
}
