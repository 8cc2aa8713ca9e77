// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who somebody is, and what they may do. */
abstract class AccessContract extends ContractPart {
  AccessContract(ApiTarget target) {
    super(target);
  }

  /** Nobody is served without a credential. */
  @Test
  void withoutACredentialNothingIsTold() {
    new Api(target.anyone())
        .get(core("configmaps"))
        .isFailure(401, "Unauthorized")
        .withMessage("Unauthorized");
  }

  /** A token that nobody issued is none. */
  @Test
  void anUnknownTokenIsNoCredential() {
    new Api(target.anyone())
        .withToken("guessed")
        .get(core("configmaps"))
        .isFailure(401, "Unauthorized");
  }

  /** The token of a service account says who it is. */
  @Test
  void aServiceAccountGetsATokenAndIsKnownByIt() {
    String token = tokenOf("robot");

    Answer review =
        withToken(token)
            .post(
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                "{apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'}")
            .is(201);

    assertThat(review.text("/status/userInfo/username"))
        .isEqualTo("system:serviceaccount:" + namespace + ":robot");
    assertThat(review.at("/status/userInfo/groups").toString())
        .contains(
            "\"system:serviceaccounts\"",
            "\"system:serviceaccounts:" + namespace + "\"",
            "\"system:authenticated\"");
  }

  /** The message names all that an administrator needs to write the rule. */
  @Test
  void whatNoRuleAllowsIsForbidden() {
    Answer refused =
        withToken(tokenOf("robot")).get(core("configmaps")).isFailure(403, "Forbidden");

    refused.withMessage(
        "configmaps is forbidden: User \"system:serviceaccount:%1$s:robot\" cannot list resource"
                .formatted(namespace)
            + " \"configmaps\" in API group \"\" in the namespace \"%s\"".formatted(namespace));
    assertThat(refused.at("/details")).isEqualTo(Json.of("{kind: 'configmaps'}"));
  }

  /** Also for one object, and at the scope of the cluster. */
  @Test
  void aForbiddenObjectIsNamed() {
    Api robot = withToken(tokenOf("robot"));

    robot
        .delete(core("secrets/a"))
        .isFailure(403, "Forbidden")
        .withMessageContaining("secrets \"a\" is forbidden: User", "cannot delete resource");
    robot
        .get("/api/v1/nodes")
        .isFailure(403, "Forbidden")
        .withMessageContaining(
            "cannot list resource \"nodes\" in API group \"\" at the cluster scope");
  }

  /** Paths that are no resources have a rule and a message of their own. */
  @Test
  void aForbiddenPathIsNamed() {
    withToken(tokenOf("robot"))
        .get("/metrics")
        .isFailure(403, "Forbidden")
        .withMessageContaining("cannot get path \"/metrics\"");
  }

  /** Everybody with a credential may see what there is. */
  @Test
  void discoveryIsForAllUsers() {
    Api robot = withToken(tokenOf("robot"));

    eventually("discovery is allowed", () -> robot.get("/api").response().status() == 200);
    robot.get("/apis").is(200);
    robot.get("/version").is(200);
  }

  /** A role and its binding allow exactly what they say. */
  @Test
  void aRoleAllowsWhatItSays() {
    Api robot = withToken(tokenOf("robot"));
    grant("robot", "{apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list']}");
    configMap("a", "k", "v");

    eventually("the binding holds", () -> robot.get(core("configmaps")).response().status() == 200);
    robot.get(core("configmaps/a")).is(200);
    robot.delete(core("configmaps/a")).isFailure(403, "Forbidden");
    robot.get(core("secrets")).isFailure(403, "Forbidden");
    robot.get("/api/v1/configmaps").isFailure(403, "Forbidden");
  }

  /** Rules for named objects do not allow lists. */
  @Test
  void aRoleMayNameItsObjects() {
    Api robot = withToken(tokenOf("robot"));
    grant(
        "robot",
        "{apiGroups: [''], resources: ['configmaps'], resourceNames: ['a'], verbs: ['*']}");
    configMap("a", "k", "v");
    configMap("b", "k", "v");

    eventually(
        "the binding holds", () -> robot.get(core("configmaps/a")).response().status() == 200);
    robot.get(core("configmaps/b")).isFailure(403, "Forbidden");
    robot.get(core("configmaps")).isFailure(403, "Forbidden");
  }

  /** Who has a role by a binding does not get another one by it. */
  @Test
  void aBindingKeepsItsRole() {
    grant("robot", "{apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list']}");

    api.mergePatch(rbac("rolebindings/some"), "{roleRef: {name: 'another'}}")
        .isFailure(422, "Invalid")
        .withMessageContaining("roleRef: Invalid value: ")
        .withMessageContaining("cannot change roleRef");
  }

  /** Who may write roles cannot thereby give away more than is theirs. */
  @Test
  void nobodyGrantsMoreThanTheyHave() {
    Api robot = withToken(tokenOf("robot"));
    grant(
        "robot",
        "{apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create']}");
    String roles = rbac("roles");
    eventually(
        "the binding holds",
        () ->
            robot.post(roles, "{metadata: {generateName: 'r-'}, rules: []}").response().status()
                == 201);

    robot
        .post(
            roles,
            """
            {metadata: {name: 'more'},
             rules: [{apiGroups: [''], resources: ['secrets'], verbs: ['get']}]}
            """)
        .isFailure(403, "Forbidden")
        .withMessageContaining("attempting to grant RBAC permissions not currently held");
  }

  /** kubectl auth can-i. */
  @Test
  void oneCanAskWhatOneMayDo() {
    String question =
        """
        {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {
         resourceAttributes: {namespace: '%s', verb: 'list', resource: 'pods'}}}
        """
            .formatted(namespace);
    String path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    assertThat(api.post(path, question).is(201).at("/status/allowed").asBoolean()).isTrue();
    assertThat(
            withToken(tokenOf("robot"))
                .post(path, question)
                .is(201)
                .at("/status/allowed")
                .asBoolean(true))
        .isFalse();
  }

  /** Servers ask it for their callers. */
  @Test
  void oneCanAskWhatSomebodyMayDo() {
    Answer review =
        api.post(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                """
                {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: {
                 user: 'somebody', groups: ['system:masters'],
                 resourceAttributes: {verb: 'delete', resource: 'nodes'}}}
                """)
            .is(201);

    assertThat(review.at("/status/allowed").asBoolean()).isTrue();
  }

  /** kubectl auth can-i --list. */
  @Test
  void oneCanAskForAllRules() {
    Api robot = withToken(tokenOf("robot"));
    grant("robot", "{apiGroups: [''], resources: ['configmaps'], verbs: ['get']}");
    eventually(
        "the binding holds", () -> robot.get(core("configmaps/none")).response().status() == 404);

    Answer review =
        robot
            .post(
                "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                """
                {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview',
                 spec: {namespace: '%s'}}
                """
                    .formatted(namespace))
            .is(201);

    assertThat(review.at("/status/resourceRules").toString())
        .contains("{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"]}");
  }
}
