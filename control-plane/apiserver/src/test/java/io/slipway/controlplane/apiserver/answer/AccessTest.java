// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.answer.Api.Answer;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what. */
class AccessTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
    api.create(
        RBAC + "roles",
        """
        {"metadata":{"name":"reader"},
         "rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]},
          {"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create"]}]}
        """);
    api.create(
        RBAC + "rolebindings",
        """
        {"metadata":{"name":"ann-reads"},
         "subjects":[{"kind":"User","name":"ann","apiGroup":"rbac.authorization.k8s.io"}],
         "roleRef":{"kind":"Role","name":"reader","apiGroup":"rbac.authorization.k8s.io"}}
        """);
    api.as("ann");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aRoleAllowsWhatItNamesAndNothingElse() {
    Answer refused = api.post(MAPS, "{\"metadata\":{\"name\":\"m\"}}");

    assertThat(api.get(MAPS).status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("/message"))
        .isEqualTo(
            "configmaps is forbidden: User \"ann\" cannot create resource \"configmaps\" in API"
                + " group \"\" in the namespace \"default\"");
    assertThat(api.get("/api/v1/configmaps").status()).isEqualTo(403);
  }

  @Test
  void nobodyGivesAwayWhatTheyDoNotHave() {
    Answer refused =
        api.post(
            RBAC + "roles",
            """
            {"metadata":{"name":"writer"},
             "rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["delete"]}]}
            """);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("/message")).contains("attempting to grant RBAC permissions");
  }

  @Test
  void whatIsAddedToViewIsForThoseWhoMayDoMoreToo() {
    api.as("owner", UserInfo.MASTERS);
    api.create(
        RBAC + "rolebindings",
        """
        {"metadata":{"name":"bob-rules"}, "subjects":[{"kind":"User","name":"bob"}],
         "roleRef":{"kind":"ClusterRole","name":"admin"}}
        """);
    api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        """
        {"metadata":{"name":"more",
          "labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
         "rules":[{"apiGroups":["example.com"],"resources":["things"],"verbs":["get"]}]}
        """);
    api.as("bob");

    Answer answer =
        api.post(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """
            {"spec":{"resourceAttributes":{"namespace":"default","verb":"get",
              "group":"example.com","resource":"things"}}}
            """);

    assertThat(answer.at("/status/allowed")).isEqualTo("true");
  }

  @Test
  void anAggregatedRoleShowsTheRulesOfThoseThatAreThere() {
    String roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    api.as("owner", UserInfo.MASTERS);
    String view = api.get(roles + "/view").body().path("rules").toString();
    api.create(
        roles,
        """
        {"metadata":{"name":"more",
          "labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
         "rules":[{"apiGroups":["example.com"],"resources":["things"],"verbs":["get"]}]}
        """);

    for (String name : List.of("view", "edit", "admin")) {
      assertThat(api.get(roles + '/' + name).body().path("rules").toString()).contains("things");
    }
    api.delete(roles + "/more");
    assertThat(api.get(roles + "/view").body().path("rules")).hasToString(view);
  }

  @Test
  void theRolesThatAreThereFromTheStartAreWrittenOnce() throws Exception {
    api.as("owner", UserInfo.MASTERS);

    List<ObjectNode> events =
        api.watch(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles"
                + "?watch=true&resourceVersion=1&timeoutSeconds=1");

    assertThat(events).isNotEmpty().allMatch(event -> event.path("type").asText().equals("ADDED"));
  }

  @Test
  void somebodyWhoIsNobodyIsAskedWhoTheyAre() {
    api.asNobody();

    assertThat(api.get(MAPS).status()).isEqualTo(401);
    assertThat(api.get(MAPS).at("/reason")).isEqualTo("Unauthorized");
  }

  @Test
  void whoCallsForAnotherHasTheirRightsAndNeedsARightForIt() {
    api.forAnother("ann");
    assertThat(api.get(MAPS).status()).isEqualTo(403);

    api.as("root", "system:masters");
    assertThat(api.get(MAPS).status()).isEqualTo(200);
    assertThat(api.get("/api/v1/configmaps").status()).isEqualTo(403);
    api.forAnother("system:serviceaccount:default:builder");
    Answer refused = api.get(MAPS);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("/message")).contains("system:serviceaccount:default:builder");
  }

  @Test
  void rightsInANamespaceAreNoneOnObjectsOfTheCluster() {
    api.as("root", "system:masters");
    api.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"other\"}}");
    api.create(
        RBAC + "rolebindings",
        """
        {"metadata":{"name":"ann-has-all"},
         "subjects":[{"kind":"User","name":"ann","apiGroup":"rbac.authorization.k8s.io"}],
         "roleRef":{"kind":"ClusterRole","name":"cluster-admin",
          "apiGroup":"rbac.authorization.k8s.io"}}
        """);
    api.as("ann");
    String within = "/api/v1/namespaces/default/";

    assertThat(api.get(MAPS).status()).isEqualTo(200);
    assertThat(api.get("/api/v1/namespaces/default").status()).isEqualTo(200);
    assertThat(api.get(within + "namespaces").status()).isEqualTo(404);
    assertThat(api.delete(within + "namespaces/other").status()).isEqualTo(403);
    assertThat(api.get(within + "nodes").status()).isEqualTo(404);
    assertThat(
            api.get("/apis/serving.kserve.io/v1alpha1/namespaces/default/clusterservingruntimes")
                .status())
        .isEqualTo(404);
    assertThat(api.get("/api/v1/namespaces/other").status()).isEqualTo(403);
  }
}
