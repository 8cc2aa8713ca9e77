// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is particular to kinds that every user has. */
abstract class BuiltinsContract extends ContractPart {
  BuiltinsContract(ApiTarget target) {
    super(target);
  }

  /** The readable way to write a Secret; what is stored is data only. */
  @Test
  void stringDataOfASecretBecomesData() {
    Answer created =
        api.post(
                core("secrets"),
                "{metadata: {name: 'a'}, data: {a: 'b2xk', b: 'a2VwdA=='}, stringData: {a: 'new'}}")
            .is(201);

    assertThat(created.at("/data")).isEqualTo(Json.of("{a: 'bmV3', b: 'a2VwdA=='}"));
    assertThat(created.has("/stringData")).isFalse();
    assertThat(created.text("/type")).isEqualTo("Opaque");
  }

  /** The type says how the content is read. */
  @Test
  void theTypeOfASecretStays() {
    api.post(core("secrets"), "{metadata: {name: 'a'}, type: 'Opaque'}").is(201);

    api.mergePatch(core("secrets/a"), "{type: 'slipway.io/other'}")
        .isFailure(422, "Invalid")
        .withMessageContaining("type: Invalid value", "field is immutable");
  }

  /** data is base64: plain text there is a mistake that is told. */
  @Test
  void dataOfASecretIsBase64() {
    api.post(core("secrets"), "{metadata: {name: 'a'}, data: {a: 'not base64!'}}")
        .isFailure(400, "BadRequest")
        .withMessageContaining("illegal base64 data at input byte");
  }

  /** Nodes may cache what cannot change. */
  @Test
  void anImmutableConfigMapKeepsItsData() {
    api.post(core("configmaps"), "{metadata: {name: 'a'}, data: {k: 'v'}, immutable: true}")
        .is(201);

    api.mergePatch(core("configmaps/a"), "{data: {k: 'w'}}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden data: Forbidden: field is immutable when `immutable` is set");
  }

  /** Keys become names of files. */
  @Test
  void keysOfAConfigMapHaveASyntax() {
    api.post(core("configmaps"), "{metadata: {name: 'a'}, data: {'a/b': 'v'}}")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "data[a/b]: Invalid value: \"a/b\": a valid config key must consist");
  }

  /** Others find the address in the object. */
  @Test
  void aServiceGetsAnAddress() {
    Answer created =
        api.post(core("services"), "{metadata: {name: 'a'}, spec: {ports: [{port: 80}]}}").is(201);

    assertThat(created.text("/spec/clusterIP")).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    assertThat(created.text("/spec/clusterIPs/0")).isEqualTo(created.text("/spec/clusterIP"));
    assertThat(created.text("/spec/type")).isEqualTo("ClusterIP");
    assertThat(created.at("/spec/ports/0"))
        .isEqualTo(Json.of("{protocol: 'TCP', port: 80, targetPort: 80}"));
  }

  /** Two Services never share one. */
  @Test
  void addressesOfServicesAreDifferent() {
    String body = "{metadata: {generateName: 'a-'}, spec: {ports: [{port: 80}]}}";

    assertThat(api.post(core("services"), body).is(201).text("/spec/clusterIP"))
        .isNotEqualTo(api.post(core("services"), body).is(201).text("/spec/clusterIP"));
  }

  /** Also if one asks for that of another. */
  @Test
  void anAddressThatAServiceHasIsRefused() {
    String taken =
        api.post(core("services"), "{metadata: {name: 'a'}, spec: {ports: [{port: 80}]}}")
            .is(201)
            .text("/spec/clusterIP");

    api.post(
            core("services"),
            "{metadata: {name: 'b'}, spec: {clusterIP: '%s', ports: [{port: 80}]}}"
                .formatted(taken))
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.clusterIPs: Invalid value",
            "failed to allocate IP " + taken + ": provided IP is already allocated");
  }

  /** A headless Service has names only. */
  @Test
  void aHeadlessServiceGetsNoAddress() {
    Answer created =
        api.post(
                core("services"),
                "{metadata: {name: 'a'}, spec: {clusterIP: 'None', ports: [{port: 80}]}}")
            .is(201);

    assertThat(created.text("/spec/clusterIP")).isEqualTo("None");
  }

  /** kubectl replace sends no address and means the same Service. */
  @Test
  void aServiceKeepsItsAddress() {
    String body = "{metadata: {name: 'a'}, spec: {ports: [{port: %d}]}}";
    Answer created = api.post(core("services"), body.formatted(80)).is(201);

    Answer updated = api.put(core("services/a"), body.formatted(81)).is(200);

    assertThat(updated.text("/spec/clusterIP")).isEqualTo(created.text("/spec/clusterIP"));
    api.mergePatch(core("services/a"), "{spec: {clusterIP: '10.97.200.200', clusterIPs: null}}")
        .isFailure(422, "Invalid")
        .withMessageContaining("spec.clusterIPs[0]: Invalid value", "may not change once set");
  }

  /** What a Pod leaves open is written down, so that everybody reads the same. */
  @Test
  void aPodIsDefaulted() {
    Answer pod = pod("a");

    assertThat(pod.text("/spec/restartPolicy")).isEqualTo("Always");
    assertThat(pod.text("/spec/dnsPolicy")).isEqualTo("ClusterFirst");
    assertThat(pod.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(30);
    assertThat(pod.text("/spec/containers/0/imagePullPolicy")).isEqualTo("IfNotPresent");
    assertThat(pod.text("/spec/containers/0/terminationMessagePath"))
        .isEqualTo("/dev/termination-log");
    assertThat(pod.text("/status/phase")).isEqualTo("Pending");
    assertThat(pod.text("/status/qosClass")).isEqualTo("BestEffort");
  }

  /** A Pod is replaced, not changed. */
  @Test
  void theSpecOfAPodStays() {
    pod("a");

    api.jsonPatch(
            core("pods/a"), "[{op: 'add', path: '/spec/containers/0/command', value: ['sh']}]")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec: Forbidden: pod updates may not change fields other than"
                + " `spec.containers[*].image`");
  }

  /** A Pod without containers runs nothing. */
  @Test
  void aPodNeedsAContainer() {
    api.post(core("pods"), "{metadata: {name: 'a'}, spec: {}}")
        .isFailure(422, "Invalid")
        .withCauses("FieldValueRequired spec.containers: Required value");
  }

  /** Quantities are read and written in one form. */
  @Test
  void quantitiesAreCanonical() {
    Answer created =
        api.post(
                core("pods"),
                """
                {metadata: {name: 'a'}, spec: {containers: [{name: 'm', image: 'i:1',
                 resources: {limits: {cpu: '1000m', memory: '1024Mi'}}}]}}
                """)
            .is(201);

    assertThat(created.at("/spec/containers/0/resources/limits"))
        .isEqualTo(Json.of("{cpu: '1', memory: '1Gi'}"));
    assertThat(created.at("/spec/containers/0/resources/requests"))
        .isEqualTo(Json.of("{cpu: '1', memory: '1Gi'}"));
  }

  /** kubectl rollout and controllers read these. */
  @Test
  void aDeploymentIsDefaulted() {
    Answer created = deployment("a");

    assertThat(created.at("/spec/strategy"))
        .isEqualTo(
            Json.of(
                "{type: 'RollingUpdate', rollingUpdate: {maxUnavailable: '25%', maxSurge:"
                    + " '25%'}}"));
    assertThat(created.at("/spec/revisionHistoryLimit").asInt()).isEqualTo(10);
    assertThat(created.at("/spec/progressDeadlineSeconds").asInt()).isEqualTo(600);
  }

  /** A selector that does not find its own Pods makes more and more of them. */
  @Test
  void aDeploymentSelectsItsOwnPods() {
    api.post(
            deployments(),
            """
            {metadata: {name: 'a'}, spec: {selector: {matchLabels: {app: 'a'}},
             template: {metadata: {labels: {app: 'b'}},
              spec: {containers: [{name: 'm', image: 'i'}]}}}}
            """)
        .isFailure(422, "Invalid")
        .withMessageContaining("spec.template.metadata.labels", "`selector` does not match");
  }

  /** Namespaces carry their name as a label, which selectors of namespaces rely on. */
  @Test
  void aNamespaceHasItsNameAsALabel() {
    Answer own = api.get("/api/v1/namespaces/" + namespace).is(200);

    assertThat(own.at("/metadata/labels/kubernetes.io~1metadata.name").asText())
        .isEqualTo(namespace);
    assertThat(own.text("/status/phase")).isEqualTo("Active");
    assertThat(own.at("/spec/finalizers")).isEqualTo(Json.of("['kubernetes']"));
  }

  private Answer pod(String name) {
    return api.post(
            core("pods"),
            "{metadata: {name: '%s'}, spec: {containers: [{name: 'm', image: 'i:1'}]}}"
                .formatted(name))
        .is(201);
  }
}
