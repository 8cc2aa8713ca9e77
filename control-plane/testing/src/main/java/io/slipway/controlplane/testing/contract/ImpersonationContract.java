// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Calls in the name of somebody else: kubectl --as. */
abstract class ImpersonationContract extends ContractPart {
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String REVIEW =
      "{apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'}";

  ImpersonationContract(ApiTarget target) {
    super(target);
  }

  /** Who may do everything sees what another may do. */
  @Test
  void aCallMayBeMadeForAnother() {
    Api other = api.with("Impersonate-User", "somebody");

    other
        .get(core("configmaps"))
        .isFailure(403, "Forbidden")
        .withMessageContaining("User \"somebody\" cannot list resource \"configmaps\"");
    other.with("Impersonate-Group", "system:masters").get(core("configmaps")).is(200);
  }

  /** All that is said of the other, and nothing of the caller. */
  @Test
  void theOtherIsWhoIsSaid() {
    Answer review =
        api.with("Impersonate-User", "somebody")
            .with("Impersonate-Group", "staff")
            .with("Impersonate-Uid", "u-1")
            .with("Impersonate-Extra-Scopes", "view")
            .with("Impersonate-Extra-example.com%2FProject", "a")
            .post(REVIEWS, REVIEW)
            .is(201);

    assertThat(review.at("/status/userInfo"))
        .isEqualTo(
            Json.of(
                """
                {username: 'somebody', uid: 'u-1', groups: ['staff', 'system:authenticated'],
                 extra: {'example.com/project': ['a'], scopes: ['view']}}
                """));
  }

  /** Some groups go with the name. */
  @Test
  void groupsThatGoWithANameNeedNotBeSaid() {
    assertThat(groups("system:serviceaccount:ns:robot"))
        .isEqualTo(
            "[\"system:serviceaccounts\",\"system:serviceaccounts:ns\",\"system:authenticated\"]");
    assertThat(groups("somebody")).isEqualTo("[\"system:authenticated\"]");
  }

  /** Groups that are said are all that count. */
  @Test
  void groupsThatAreSaidReplaceThem() {
    Api account = api.with("Impersonate-User", "system:serviceaccount:ns:robot");
    Api somebody = api.with("Impersonate-User", "somebody");

    assertThat(groups(account.with("Impersonate-Group", "staff")))
        .isEqualTo("[\"staff\",\"system:authenticated\"]");
    assertThat(groups(somebody.with("Impersonate-Group", "system:authenticated")))
        .isEqualTo("[\"system:authenticated\"]");
  }

  /** What is for everybody with a credential is not for who is said to have none. */
  @Test
  void theOtherMayBeNobody() {
    Api nobody = api.with("Impersonate-User", "system:anonymous");
    Api somebody = api.with("Impersonate-User", "somebody");

    nobody
        .post(REVIEWS, REVIEW)
        .isFailure(403, "Forbidden")
        .withMessageContaining("User \"system:anonymous\" cannot create resource");
    somebody
        .with("Impersonate-Group", "system:unauthenticated")
        .post(REVIEWS, REVIEW)
        .isFailure(403, "Forbidden")
        .withMessageContaining("User \"somebody\" cannot create resource");
  }

  /** Groups of nobody are a mistake of the caller. */
  @Test
  void somebodyHasToBeSaid() {
    for (String header :
        new String[] {"Impersonate-Group", "Impersonate-Uid", "Impersonate-Extra-Scopes"}) {
      Answer refused = api.with(header, "x").get(core("configmaps"));

      // by kube-apiserver as a fault of its own (500), by others as one of the client (400)
      assertThat(refused.response().status()).as(header).isIn(400, 500);
      assertThat(refused.body()).contains("without impersonating a user");
    }
  }

  /** Each part is a right of its own. */
  @Test
  void eachPartNeedsARight() {
    String token = tokenOf("robot");
    Api other = withToken(token).with("Impersonate-User", "somebody");
    String me = "User \"system:serviceaccount:" + namespace + ":robot\"";
    // kube-apiserver 1.36 tells which of two ways to the right is missing, others the one
    other
        .post(REVIEWS, REVIEW)
        .isFailure(403, "Forbidden")
        .withMessageContaining(" is forbidden: " + me + " cannot impersonate");
    allow("{apiGroups: [''], resources: ['users'], resourceNames: ['somebody'], verbs: ['*']}");

    eventually("the binding holds", () -> other.post(REVIEWS, REVIEW).response().status() == 201);
    other.with("Impersonate-User", "another").get("/version").isFailure(403, "Forbidden");
    other
        .with("Impersonate-Group", "staff")
        .get("/version")
        .isFailure(403, "Forbidden")
        .withMessageContaining("groups \"staff\" is forbidden: " + me, "resource \"groups\"");
    other
        .with("Impersonate-Uid", "u-1")
        .get("/version")
        .isFailure(403, "Forbidden")
        .withMessageContaining(
            "uids.authentication.k8s.io \"u-1\" is forbidden: ",
            "cannot impersonate resource \"uids\" in API group \"authentication.k8s.io\"");
    other
        .with("Impersonate-Extra-Scopes", "view")
        .get("/version")
        .isFailure(403, "Forbidden")
        .withMessageContaining(
            "userextras.authentication.k8s.io \"view\" is forbidden: ",
            "cannot impersonate resource \"userextras/scopes\" in API group"
                + " \"authentication.k8s.io\" at the cluster scope");
  }

  /** The right to a service account is one in its namespace. */
  @Test
  void anAccountIsImpersonatedInItsNamespace() {
    Api robot = withToken(tokenOf("robot"));
    grant("robot", "{apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate']}");
    String account = "system:serviceaccount:" + namespace + ":other";

    eventually(
        "the binding holds",
        () ->
            robot.with("Impersonate-User", account).post(REVIEWS, REVIEW).response().status()
                == 201);
    robot
        .with("Impersonate-User", "system:serviceaccount:default:other")
        .post(REVIEWS, REVIEW)
        .isFailure(403, "Forbidden")
        .withMessageContaining(
            "serviceaccounts \"other\" is forbidden: ", "in the namespace \"default\"");
  }

  /** The value is what a rule names; the key is part of the resource. */
  @Test
  void aRuleMayNameWhatMayBeSaid() {
    Api other = withToken(tokenOf("robot")).with("Impersonate-User", "somebody");
    allow(
        "{apiGroups: [''], resources: ['users'], verbs: ['impersonate']},"
            + " {apiGroups: ['authentication.k8s.io'], resources: ['userextras/scopes'],"
            + " resourceNames: ['view'], verbs: ['impersonate']}");

    eventually(
        "the binding holds",
        () ->
            other.with("Impersonate-Extra-Scopes", "view").post(REVIEWS, REVIEW).response().status()
                == 201);
    other
        .with("Impersonate-Extra-Scopes", "edit")
        .post(REVIEWS, REVIEW)
        .isFailure(403, "Forbidden");
    other.with("Impersonate-Extra-Team", "view").post(REVIEWS, REVIEW).isFailure(403, "Forbidden");
  }

  private String groups(String user) {
    return groups(api.with("Impersonate-User", user));
  }

  private static String groups(Api as) {
    return as.post(REVIEWS, REVIEW).is(201).at("/status/userInfo/groups").toString();
  }

  /** In the whole cluster, to the account {@code robot} of this test. */
  private void allow(String rules) {
    String group = "/apis/rbac.authorization.k8s.io/v1/";
    api.post(
            group + "clusterroles",
            "{metadata: {name: '%s'}, rules: [%s]}".formatted(namespace, rules))
        .is(201);
    api.post(
            group + "clusterrolebindings",
            """
            {metadata: {name: '%1$s'},
             roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: '%1$s'},
             subjects: [{kind: 'ServiceAccount', name: 'robot', namespace: '%1$s'}]}
            """
                .formatted(namespace))
        .is(201);
  }
}
