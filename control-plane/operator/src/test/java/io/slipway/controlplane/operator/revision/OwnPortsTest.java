// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnPortsTest {
  @Test
  void aContainerThatTakesItsPortFromItsEnvironmentHasOneOfItsOwn() {
    Map<String, Object> spec =
        Yaml.fields(
            """
            containers:
              - name: main
                args: ["--http_port=$(PORT)", "--grpc_port=$(GRPC_PORT)"]
                env: [{name: PORT, value: "8080"}, {name: MODE, value: fast}]
                ports: [{name: http1, containerPort: 8080}, {containerPort: 9090}]
                readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                livenessProbe: {httpGet: {path: /, port: http1}}
            """);

    Map<String, Object> first = container(OwnPorts.in(spec, "team", "a-0"));
    Map<String, Object> again = container(OwnPorts.in(spec, "team", "a-0"));
    Map<String, Object> second = container(OwnPorts.in(spec, "team", "a-1"));

    long port = port(first);
    assertThat(port).isBetween(20_000L, 31_999L);
    assertThat(first)
        .isEqualTo(
            Yaml.fields(
                """
                name: main
                args: ["--http_port=$(PORT)", "--grpc_port=$(GRPC_PORT)"]
                env:
                  - {name: PORT, value: "%1$d"}
                  - {name: GRPC_PORT, value: "%2$d"}
                  - {name: MODE, value: fast}
                ports: [{name: http1, containerPort: %1$d}, {containerPort: 9090}]
                readinessProbe: {tcpSocket: {port: %1$d}, periodSeconds: 1}
                livenessProbe: {httpGet: {path: /, port: http1}}
                """
                    .formatted(port, port + 1)));
    assertThat(again).isEqualTo(first);
    assertThat(port(second)).isNotEqualTo(port);
  }

  @Test
  void everyOtherContainerListensWhereItSays() {
    Map<String, Object> spec =
        Yaml.fields("{containers: [{name: main, args: [serve], ports: [{containerPort: 8080}]}]}");

    assertThat(OwnPorts.in(spec, "team", "a-0")).isSameAs(spec);
  }

  private static long port(Map<String, Object> container) {
    return Fields.number(Fields.maps(container, "ports").getFirst(), 0, "containerPort");
  }

  private static Map<String, Object> container(Map<String, Object> spec) {
    return Fields.maps(spec, "containers").getFirst();
  }
}
