// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ports of Services on nodes: each Service has its own. */
abstract class NodePortsContract extends ContractPart {
  private static final int FIRST = 30000;
  private static final int LAST = 32767;

  NodePortsContract(ApiTarget target) {
    super(target);
  }

  @Test
  void aServiceOfTypeNodePortGetsOne() {
    Answer created = create("a", "NodePort", "{port: 80}").is(201);

    assertThat(nodePort(created)).isBetween(FIRST, LAST);
    assertThat(created.text("/spec/externalTrafficPolicy")).isEqualTo("Cluster");
    assertThat(created.text("/spec/clusterIP")).isNotEmpty();
    assertThat(create("b", "ClusterIP", "{port: 80}").is(201).has("/spec/ports/0/nodePort"))
        .isFalse();
  }

  @Test
  void aLoadBalancerHasOneToo() {
    Answer created = create("a", "LoadBalancer", "{port: 80}").is(201);

    assertThat(nodePort(created)).isBetween(FIRST, LAST);
    assertThat(created.at("/spec/allocateLoadBalancerNodePorts").asBoolean()).isTrue();
  }

  @Test
  void twoServicesNeverShareOne() {
    int taken = nodePort(create("a", "NodePort", "{port: 80}").is(201));

    create("b", "NodePort", "{port: 80, nodePort: %d}".formatted(taken))
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.ports[0].nodePort: Invalid value: %d: provided port is already"
                    .formatted(taken)
                + " allocated");
  }

  @Test
  void onesThatAreNotOfTheRangeAreRefused() {
    create("a", "NodePort", "{port: 80, nodePort: 80}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.ports[0].nodePort: Invalid value: 80: provided port is not in"
                + " the valid range. The range of valid ports is 30000-32767");
  }

  @Test
  void otherTypesHaveNone() {
    create("a", "ClusterIP", "{port: 80, nodePort: 30080}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden spec.ports[0].nodePort: Forbidden: may not be used when `type` is"
                + " 'ClusterIP'");
  }

  @Test
  void onePortIsOnePort() {
    create("a", "NodePort", "{name: 'a', port: 80}, {name: 'b', port: 81}").is(201);
    Answer twice =
        create(
            "b",
            "NodePort",
            "{name: 'a', port: 80, nodePort: 31999}, {name: 'b', port: 81, nodePort: 31999}");

    twice
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.ports[1].nodePort: Invalid value: 31999: provided port is"
                + " already allocated");
  }

  /** A port of two protocols has the same number on the node. */
  @Test
  void protocolsShareANumber() {
    Answer created =
        create(
                "a",
                "NodePort",
                "{name: 'a', port: 53, protocol: 'TCP'}, {name: 'b', port: 53, protocol: 'UDP'}")
            .is(201);

    assertThat(created.at("/spec/ports/1/nodePort"))
        .isEqualTo(created.at("/spec/ports/0/nodePort"));
  }

  /** kubectl replace names none and means the same Service. */
  @Test
  void aServiceKeepsItsOwn() {
    int given = nodePort(create("a", "NodePort", "{name: 'a', port: 80}").is(201));

    Answer replaced =
        api.put(
                core("services/a"),
                "{metadata: {name: 'a'}, spec: {type: 'NodePort', selector: {app: 'b'},"
                    + " ports: [{name: 'a', port: 82}, {name: 'b', port: 81}]}}")
            .is(200);

    assertThat(nodePort(replaced)).isEqualTo(given);
    assertThat(replaced.at("/spec/ports/1/nodePort").asInt()).isBetween(FIRST, LAST);
  }

  /** The type decides; what it does not have goes, and is free for others. */
  @Test
  void aServiceOfAnotherTypeGivesItBack() {
    int given = nodePort(create("a", "NodePort", "{port: 80}").is(201));

    Answer changed = api.mergePatch(core("services/a"), "{spec: {type: 'ClusterIP'}}").is(200);

    assertThat(changed.has("/spec/ports/0/nodePort")).isFalse();
    assertThat(changed.has("/spec/externalTrafficPolicy")).isFalse();
    Answer next = create("b", "NodePort", "{port: 80, nodePort: %d}".formatted(given)).is(201);
    assertThat(nodePort(next)).isEqualTo(given);
  }

  private static int nodePort(Answer service) {
    return service.at("/spec/ports/0/nodePort").asInt();
  }

  private Answer create(String name, String type, String ports) {
    return api.post(
        core("services"),
        "{metadata: {name: '%s'}, spec: {type: '%s', selector: {app: 'a'}, ports: [%s]}}"
            .formatted(name, type, ports));
  }
}
