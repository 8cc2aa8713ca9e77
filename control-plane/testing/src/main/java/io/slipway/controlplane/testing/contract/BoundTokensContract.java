// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Tokens of service accounts that are bound to an object, as those of Pods are. */
abstract class BoundTokensContract extends ContractPart {
  private static final String EXTRA = "/status/userInfo/extra/authentication.kubernetes.io~1";

  BoundTokensContract(ApiTarget target) {
    super(target);
  }

  private String pod(String name, String account) {
    return api.post(
            core("pods"),
            """
            {metadata: {name: '%s'}, spec: {serviceAccountName: '%s', nodeName: 'nowhere',
             automountServiceAccountToken: false, containers: [{name: 'm', image: 'i'}]}}
            """
                .formatted(name, account))
        .is(201)
        .uid();
  }

  private void account(String name) {
    api.post(core("serviceaccounts"), "{metadata: {name: '%s'}}".formatted(name)).is(201);
  }

  private Answer request(String account, String kind, String name, String uid) {
    return api.post(
        core("serviceaccounts/" + account + "/token"),
        """
        {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest',
         spec: {boundObjectRef: {apiVersion: 'v1', kind: '%s', name: '%s', uid: '%s'}}}
        """
            .formatted(kind, name, uid));
  }

  private String token(String account, String kind, String name, String uid) {
    return request(account, kind, name, uid).is(201).text("/status/token");
  }

  private Answer who(String token) {
    return withToken(token)
        .post(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'}");
  }

  private void awaitRefused(String token) {
    eventually("the token is good no more", () -> who(token).response().status() == 401);
  }

  /** It says whose it is, and goes with the Pod, also if another of its name comes. */
  @Test
  void theTokenOfAPodIsGoodAsLongAsThePodIsThere() {
    account("robot");
    String uid = pod("worker", "robot");
    String token = token("robot", "Pod", "worker", uid);

    Answer known = who(token).is(201);
    assertThat(known.text("/status/userInfo/username"))
        .isEqualTo("system:serviceaccount:" + namespace + ":robot");
    assertThat(known.text(EXTRA + "pod-name/0")).isEqualTo("worker");
    assertThat(known.text(EXTRA + "pod-uid/0")).isEqualTo(uid);
    assertThat(known.text(EXTRA + "node-name/0")).isEqualTo("nowhere");
    assertThat(known.has(EXTRA + "node-uid")).isFalse();

    api.delete(core("pods/worker"), "{gracePeriodSeconds: 0}").is(200);
    awaitRefused(token);
    pod("worker", "robot");
    assertThat(who(token).response().status()).isEqualTo(401);
  }

  @Test
  void theTokenOfASecretIsGoodAsLongAsTheSecretIsThere() {
    account("robot");
    String uid = api.post(core("secrets"), "{metadata: {name: 'held'}}").is(201).uid();
    String token = token("robot", "Secret", "held", uid);

    JsonNode extra = who(token).is(201).at("/status/userInfo/extra");
    assertThat(extra.size()).isEqualTo(1);

    api.delete(core("secrets/held")).is(200);
    awaitRefused(token);
  }

  /** A token that goes on while its Pod has its time to end. */
  @Test
  void aPodThatIsEndingHasItsTokenStill() {
    account("robot");
    String token = token("robot", "Pod", "worker", pod("worker", "robot"));

    api.delete(core("pods/worker"), "{gracePeriodSeconds: 100}").is(200);

    who(token).is(201);
  }

  @Test
  void whatATokenIsBoundToHasToBeThereAndTheAccountsOwn() {
    account("robot");
    account("other");
    pod("worker", "robot");
    String uid = pod("foreign", "other");

    request("robot", "Pod", "none", "")
        .isFailure(404, "NotFound")
        .withMessage("pods \"none\" not found");
    request("robot", "Secret", "none", "").isFailure(404, "NotFound");
    request("robot", "Pod", "worker", uid)
        .isFailure(409, "Conflict")
        .withMessageContaining(
            "on Pod \"worker\": the UID in the bound object reference ("
                + uid
                + ") does not match");
    request("robot", "Pod", "foreign", uid)
        .isFailure(400, "BadRequest")
        .withMessage(
            "cannot bind token for serviceaccount \"robot\" to pod running with different"
                + " serviceaccount name.");
    request("robot", "ConfigMap", "c", "")
        .isFailure(400, "BadRequest")
        .withMessage("cannot bind token to object of type /v1, Kind=ConfigMap");
  }
}
