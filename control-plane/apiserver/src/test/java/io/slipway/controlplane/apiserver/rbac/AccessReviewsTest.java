// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessReviewsTest {
  private static final UserInfo ANN = new UserInfo("ann", "", List.of("system:authenticated"));
  private static final String GET_PODS =
      "\"resourceAttributes\": {\"verb\": \"get\", \"resource\": \"pods\", \"namespace\":"
          + " \"team\"}";

  private final AccessReviews reviews = new AccessReviews(PolicyTest.policy());

  private static ObjectNode review(String spec) {
    return Facts.json("{\"kind\": \"X\", \"spec\": {" + spec + "}}").deepCopy();
  }

  @Test
  void answersForTheOneWhoAsks() {
    JsonNode answer = reviews.self(review(GET_PODS), ANN);
    assertThat(answer.path("status").toString())
        .isEqualTo(
            "{\"allowed\":true,\"reason\":\"RBAC: allowed by ClusterRoleBinding \\\"readers\\\" of"
                + " ClusterRole \\\"reader\\\" to User \\\"ann\\\"\"}");
    assertThat(answer.path("spec")).isEqualTo(review(GET_PODS).path("spec"));
    UserInfo eve = new UserInfo("eve", "", List.of());
    assertThat(reviews.self(review(GET_PODS), eve).path("status").toString())
        .isEqualTo("{\"allowed\":false}");
  }

  @Test
  void answersForOthers() {
    ObjectNode asked = review(GET_PODS + ", \"user\": \"x\", \"groups\": [\"ops\"]");
    assertThat(reviews.subject(asked).path("status").path("allowed").asBoolean()).isTrue();
    assertThat(reviews.localSubject(asked, "team").path("status").path("allowed").asBoolean())
        .isTrue();
  }

  @Test
  void answersForPaths() {
    ObjectNode asked =
        review("\"nonResourceAttributes\": {\"verb\": \"get\", \"path\": \"/metrics\"}");
    assertThat(reviews.self(asked, ANN).path("status").path("allowed").asBoolean()).isTrue();
  }

  @Test
  void refusesWhatIsNoQuestion() {
    assertThatThrownBy(() -> reviews.self(review(""), ANN))
        .hasMessageContaining(
            "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or"
                + " resourceAttributes must be specified");
    String both = GET_PODS + ", \"nonResourceAttributes\": {\"path\": \"/x\", \"verb\": \"get\"}";
    assertThatThrownBy(() -> reviews.self(review(both), ANN))
        .hasMessageContaining("cannot be specified in combination with resourceAttributes");
    assertThatThrownBy(() -> reviews.subject(review(GET_PODS)))
        .hasMessageContaining(
            "spec.user: Invalid value: \"\": at least one of user or group must be specified");
    ObjectNode other = review(GET_PODS + ", \"user\": \"x\"");
    assertThatThrownBy(() -> reviews.localSubject(other, "else"))
        .hasMessageContaining(
            "spec.resourceAttributes.namespace: Invalid value: \"team\": must match"
                + " metadata.namespace");
    assertThatThrownBy(() -> reviews.rules(review(""), ANN)).hasMessage("no namespace on request");
  }

  @Test
  void listsAllRulesOfTheOneWhoAsks() {
    JsonNode status = reviews.rules(review("\"namespace\": \"team\""), ANN).path("status");
    assertThat(status.toString())
        .isEqualTo(
            "{\"resourceRules\":[{\"verbs\":[\"get\",\"list\"],\"apiGroups\":[\"\",\"apps\"],"
                + "\"resources\":[\"pods\",\"pods/log\",\"deployments\"]}],"
                + "\"nonResourceRules\":[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/metrics\",\"/logs/*\"]}],"
                + "\"incomplete\":false}");
    UserInfo dan = new UserInfo("dan", "", List.of());
    assertThat(
            reviews
                .rules(review("\"namespace\": \"team\""), dan)
                .path("status")
                .path("evaluationError")
                .asText())
        .contains("\"missing\" not found");
  }
}
