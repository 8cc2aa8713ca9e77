// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.resource;

import static io.slipway.controlplane.apiserver.write.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.resource.BuiltinFields.Findings;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinFieldsTest {
  private static final TypeDescription DEPLOYMENT =
      Objects.requireNonNull(BuiltinTypes.of("apps/v1", "Deployment"));

  private static Findings clean(ObjectNode document) {
    return BuiltinFields.clean(document, DEPLOYMENT);
  }

  @Test
  void leavesADocumentAloneThatHasOnlyWhatTheKindHas() {
    ObjectNode document =
        json(
            """
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"a","labels":{"x":"y"},"annotations":{"anything":"goes"}},
             "spec":{"replicas":2,"selector":{"matchLabels":{"x":"y"}},
              "template":{"metadata":{"labels":{"x":"y"}},
               "spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],
                "resources":{"limits":{"cpu":1,"memory":"1Gi"}}}]}}}}\
            """);
    ObjectNode before = document.deepCopy();
    assertThat(clean(document)).isEqualTo(new Findings(List.of(), null));
    assertThat(document).isEqualTo(before);
  }

  @Test
  void dropsWhatTheKindDoesNotHaveAndNulls() {
    ObjectNode document =
        json(
            """
            {"metadata":{"name":"a","labels":null},"colour":"red",
             "spec":{"replica":2,"template":{"spec":{"containers":[{"name":"c","img":"i"}]}}}}\
            """);
    assertThat(clean(document).unknown())
        .containsExactly("colour", "spec.replica", "spec.template.spec.containers[0].img");
    assertThat(document)
        .isEqualTo(
            json(
                """
                {"metadata":{"name":"a"},
                 "spec":{"template":{"spec":{"containers":[{"name":"c"}]}}}}\
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"spec\":{\"replicas\":\"2\"}} | json: cannot unmarshal string into field spec.replicas"
            + " of type number",
        "{\"spec\":[]} | json: cannot unmarshal array into field spec of type object",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":{}}}}} | json: cannot unmarshal object"
            + " into field spec.template.spec.containers of type array",
        "{\"spec\":{\"paused\":\"true\"}} | json: cannot unmarshal string into field spec.paused of"
            + " type bool",
        "{\"metadata\":{\"labels\":{\"a\":1}}} | json: cannot unmarshal number into field"
            + " metadata.labels.a of type string",
      })
  void tellsAValueOfTheWrongType(String document, String words) {
    assertThat(clean(json(document)).mismatch()).isEqualTo(words);
  }
}
