// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion.Scale;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomKindTest {
  private static final Scale SCALE = new Scale(".spec.n", ".status.n", ".status.selector");

  private static CustomKind kind(String schema) {
    return new CustomKind(new ResourceSchema(SchemaImage.compile(Facts.json(schema))), SCALE);
  }

  private static ObjectNode object(String json) {
    return Facts.json(json).deepCopy();
  }

  private static List<String> messages(List<FieldError> errors) {
    return errors.stream().map(FieldError::message).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"spec\": {\"n\": 3}, \"status\": {\"n\": 2, \"selector\": \"a=b\"}} | ",
        "{} | ",
        "{\"spec\": {\"n\": -1}} | .spec.n: Invalid value: -1: should be a non-negative integer",
        "{\"spec\": {\"n\": 3000000000}} | .spec.n: Invalid value: 3000000000: should be less than"
            + " or equal to 2147483647",
        "{\"spec\": {\"n\": \"x\"}} | .spec.n: Invalid value: 0: .spec.n accessor error: not an"
            + " integer",
        "{\"status\": {\"n\": -2}} | .status.n: Invalid value: -2: should be a non-negative"
            + " integer",
        "{\"status\": {\"selector\": 5}} | .status.selector: Invalid value: \"\": .status.selector"
            + " accessor error: not a string",
      })
  void holdsTheNumbersOfScaleAgainstTheirRange(String object, @Nullable String message) {
    String open = "{\"type\": \"object\", \"x-kubernetes-preserve-unknown-fields\": true}";
    List<String> messages = messages(kind(open).check(object(object)));
    assertThat(messages).isEqualTo(message == null ? List.of() : List.of(message));
  }

  @Test
  void holdsAChangeOfTheStatusAgainstItsSchema() {
    CustomKind kind =
        kind(
            """
            {"type": "object", "properties": {"spec": {"type": "object", "required": ["a"]},
              "status": {"type": "object", "properties": {"phase": {"type": "string", "enum": ["On"]}}}}}
            """);
    ObjectNode old = object("{\"spec\": {}, \"status\": {}}");
    ObjectNode changed = object("{\"spec\": {}, \"status\": {\"phase\": \"Off\"}}");
    assertThat(messages(kind.checkStatusUpdate(changed, old)))
        .containsExactly("status.phase: Unsupported value: \"Off\": supported values: \"On\"");
  }

  @Test
  void evaluatesNoRuleOfAnObjectThatIsInvalid() {
    CustomKind kind =
        kind(
            """
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 1,
              "x-kubernetes-validations": [{"rule": "false"}]}}}
            """);
    assertThat(messages(kind.check(object("{\"a\": \"xy\"}"))))
        .containsExactly(
            "a: Too long: may not be more than 1 byte",
            "<nil>: Invalid value: null: some validation rules were not checked because the object"
                + " was invalid; correct the existing errors to complete validation");
  }

  @Test
  void stopsARuleThatCostsTooMuch() {
    CustomKind kind =
        kind(
            """
            {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "integer"},
              "x-kubernetes-validations": [{"rule": "self.all(a, self.all(b, self.all(c, a + b + c > 0)))"},
                                           {"rule": "false"}]}}}
            """);
    ObjectNode object = object("{}");
    for (int i = 1; i <= 300; i++) {
      object.withArray("l").add(i);
    }
    assertThat(messages(kind.check(object)))
        .containsExactly(
            "l: Invalid value: \"array\": validation failed due to running out of cost budget, no"
                + " further validation rules will be run");
  }
}
