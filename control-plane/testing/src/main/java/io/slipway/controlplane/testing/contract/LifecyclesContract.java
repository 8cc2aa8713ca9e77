// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What containers do after their start and before their end, and the signals that end them, where a
 * cluster has the feature {@code ContainerStopSignals}.
 */
abstract class LifecyclesContract extends ContractPart {
  private static final String AT = "spec.containers[0].lifecycle.";

  LifecyclesContract(ApiTarget target) {
    super(target);
  }

  private Answer create(String lifecycle, String more) {
    return api.post(
        core("pods"),
        "{metadata: {name: 'a'}, spec: {containers: [{name: 'm', image: 'i:1', lifecycle: %s}]%s}}"
            .formatted(lifecycle, more.isEmpty() ? "" : ", " + more));
  }

  @Test
  void aSignalIsKept() {
    Answer created = create("{stopSignal: 'SIGRTMIN+3'}", "os: {name: 'linux'}").is(201);

    assertThat(created.text("/spec/containers/0/lifecycle/stopSignal")).isEqualTo("SIGRTMIN+3");
  }

  /** Systems have signals of their own. */
  @Test
  void aSignalNeedsTheNameOfTheSystem() {
    create("{stopSignal: 'SIGINT'}", "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden "
                + AT
                + "stopSignal: Forbidden: may not be set for containers with empty `spec.os.name`");
  }

  @Test
  void aSignalIsOneOfTheSystem() {
    create("{stopSignal: 'TERM'}", "os: {name: 'linux'}")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            AT + "stopSignal: Unsupported value: \"TERM\": supported values: \"SIGABRT\",",
            "\"SIGRTMAX\", \"SIGRTMAX-1\", \"SIGRTMAX-10\"",
            "\"SIGXFSZ\"");
    create("{stopSignal: 'SIGINT'}", "os: {name: 'windows'}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueNotSupported "
                + AT
                + "stopSignal: Unsupported value: \"SIGINT\": supported values: \"SIGKILL\","
                + " \"SIGTERM\"");
  }

  @Test
  void aSystemIsOneOfTwo() {
    create("{}", "os: {name: 'plan9'}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueNotSupported spec.os: Unsupported value: \"plan9\": supported values:"
                + " \"linux\", \"windows\"");
    create("{}", "os: {name: ''}")
        .isFailure(422, "Invalid")
        .withCauses("FieldValueRequired spec.os.name: Required value");
  }

  @Test
  void aHookDoesOneThing() {
    create("{postStart: {}}", "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueRequired " + AT + "postStart: Required value: must specify a handler type");
    create("{preStop: {exec: {command: ['a']}, sleep: {seconds: 1}}}", "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden "
                + AT
                + "preStop.sleep: Forbidden: may not specify more than 1 handler type");
    create("{preStop: {exec: {}}}", "")
        .isFailure(422, "Invalid")
        .withCauses("FieldValueRequired " + AT + "preStop.exec.command: Required value");
  }

  /** A hook takes its time from the Pod's grace. */
  @Test
  void aSleepIsNoLongerThanTheGrace() {
    create("{preStop: {sleep: {seconds: 30}}}", "").is(201);
    api.delete(core("pods/a")).is(200);
    create("{preStop: {sleep: {seconds: 8}}}", "terminationGracePeriodSeconds: 7")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid "
                + AT
                + "preStop.sleep: Invalid value: 8: must be non-negative and less than"
                + " terminationGracePeriodSeconds (7)");
  }

  @Test
  void aCallIsDefaulted() {
    Answer created = create("{preStop: {httpGet: {port: 8080}}}", "").is(201);

    assertThat(created.at("/spec/containers/0/lifecycle/preStop/httpGet"))
        .isEqualTo(Json.of("{path: '/', port: 8080, scheme: 'HTTP'}"));
  }

  @Test
  void aCallIsOfAPortInOneOfTwoWays() {
    create("{postStart: {httpGet: {port: 70000, scheme: 'FTP'}}}", "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid "
                + AT
                + "postStart.httpGet.port: Invalid value: 70000: must be between 1 and 65535,"
                + " inclusive",
            "FieldValueNotSupported "
                + AT
                + "postStart.httpGet.scheme: Unsupported value: \"FTP\": supported values:"
                + " \"HTTP\", \"HTTPS\"");
    create("{preStop: {tcpSocket: {port: 0}}}", "")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid "
                + AT
                + "preStop.tcpSocket.port: Invalid value: 0: must be between 1 and 65535,"
                + " inclusive");
  }

  /** What runs to its end before the others has no time between. */
  @Test
  void initContainersHaveNone() {
    api.post(
            core("pods"),
            """
            {metadata: {name: 'a'}, spec: {containers: [{name: 'm', image: 'i:1'}],
             initContainers: [{name: 'i', image: 'i:1', lifecycle: {postStart: {sleep: {seconds: 1}}}}]}}
            """)
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden spec.initContainers[0].lifecycle: Forbidden: may not be set for"
                + " init containers without restartPolicy=Always");
  }
}
