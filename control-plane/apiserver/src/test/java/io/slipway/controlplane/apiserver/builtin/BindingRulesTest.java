// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingRulesTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static ObjectNode binding(String kind, String name, String subject) {
    ObjectNode binding =
        json(
            "{'roleRef':{'kind':'%s','name':'%s'},'subjects':[%s]}".formatted(kind, name, subject));
    new BindingRules(true).applyDefaults(binding);
    return binding;
  }

  private static List<String> messages(List<FieldError> errors) {
    return errors.stream().map(FieldError::message).toList();
  }

  @Test
  void theRoleStays() {
    ObjectNode before = binding("ClusterRole", "view", "{'kind':'User','name':'ann'}");
    ObjectNode after = binding("ClusterRole", "edit", "{'kind':'User','name':'ann'}");

    assertThat(messages(new BindingRules(true).checkUpdate(after, before)))
        .containsExactly(
            "roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\","
                + "\"Kind\":\"ClusterRole\",\"Name\":\"edit\"}: cannot change roleRef");
  }

  @Test
  void subjectsMayChange() {
    ObjectNode before = binding("Role", "r", "{'kind':'User','name':'ann'}");
    ObjectNode after = binding("Role", "r", "{'kind':'Group','name':'all'}");
    before.withObjectProperty("roleRef").remove("apiGroup"); // from before it was put there

    assertThat(new BindingRules(true).checkUpdate(after, before)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Role | r | {'kind':'ServiceAccount','name':'a'} | subjects[0].namespace: Required value",
        "Role | r | {'kind':'User','name':'a','apiGroup':'v1'} | subjects[0].apiGroup: Unsupported"
            + " value: \"v1\": supported values: \"rbac.authorization.k8s.io\"",
        "Role | r | {'kind':'Robot','name':'a'} | subjects[0].kind: Unsupported value: \"Robot\":"
            + " supported values: \"ServiceAccount\", \"User\", \"Group\"",
        "Role | r | {'kind':'User','name':'a'} | roleRef.kind: Unsupported value: \"Role\":"
            + " supported values: \"ClusterRole\"",
        "ClusterRole | '' | {'kind':'User','name':'a'} | roleRef.name: Required value",
      })
  void whatABindingOfTheClusterLacksIsSaid(String kind, String name, String subject, String error) {
    assertThat(messages(new BindingRules(false).check(binding(kind, name, subject))))
        .contains(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | rules[0].verbs: Required value: verbs must contain at least one value",
        "{} | rules[0].apiGroups: Required value: resource rules must supply at least one api"
            + " group",
        "{'verbs':['get'],'nonResourceURLs':['/x']} | rules[0].nonResourceURLs: Invalid value:"
            + " [\"/x\"]: namespaced rules cannot apply to non-resource URLs",
      })
  void whatARuleLacksIsSaid(String rule, String error) {
    ObjectNode role = json("{'rules':[" + rule + "]}");

    assertThat(messages(new RoleRules(true).check(role))).contains(error);
  }
}
