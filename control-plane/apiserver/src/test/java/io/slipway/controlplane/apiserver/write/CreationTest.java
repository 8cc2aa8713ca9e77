// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import static io.slipway.controlplane.apiserver.write.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreationTest {
  private static ObjectNode create(String text) {
    SentObject sent = SentObject.read(Widgets.TYPE, json(text), List.of(), FieldValidation.STRICT);
    return Creation.of(Widgets.context(""), sent.object(), "the-uid", new Random(1));
  }

  @Test
  void fillsInWhatIsTheServers() {
    ObjectNode object = create("{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":3}}");
    JsonNode metadata = object.get("metadata");
    assertThat(object.get("apiVersion").asText()).isEqualTo("example.com/v1");
    assertThat(object.get("kind").asText()).isEqualTo("Widget");
    assertThat(metadata.get("namespace").asText()).isEqualTo("ns");
    assertThat(metadata.get("uid").asText()).isEqualTo("the-uid");
    assertThat(metadata.get("creationTimestamp").asText()).isEqualTo(Widgets.TIME);
    assertThat(metadata.get("generation").asLong()).isEqualTo(1);
    assertThat(object.get("spec").get("color").asText()).isEqualTo("red");
    JsonNode owner = metadata.get("managedFields").get(0);
    assertThat(owner.get("manager").asText()).isEqualTo("me");
    assertThat(owner.get("operation").asText()).isEqualTo("Update");
    assertThat(owner.get("fieldsV1").get("f:spec").get("f:size")).isNotNull();
  }

  @Test
  void takesNothingThatIsTheServersFromTheClient() {
    ObjectNode object =
        create(
            """
            {"metadata":{"name":"w","uid":"mine","generation":7,"selfLink":"/x",
             "creationTimestamp":"2000-01-01T00:00:00Z","deletionTimestamp":"2000-01-01T00:00:00Z",
             "deletionGracePeriodSeconds":5},"spec":{"size":1},"status":{"ready":true}}\
            """);
    JsonNode metadata = object.get("metadata");
    assertThat(metadata.get("uid").asText()).isEqualTo("the-uid");
    assertThat(metadata.get("generation").asLong()).isEqualTo(1);
    assertThat(metadata.get("creationTimestamp").asText()).isEqualTo(Widgets.TIME);
    assertThat(metadata.has("deletionTimestamp")).isFalse();
    assertThat(metadata.has("deletionGracePeriodSeconds")).isFalse();
    assertThat(metadata.has("selfLink")).isFalse();
    assertThat(object.has("status")).isFalse();
  }

  @Test
  void generatesAName() {
    ObjectNode object = create("{\"metadata\":{\"generateName\":\"w-\"},\"spec\":{\"size\":1}}");
    assertThat(object.get("metadata").get("name").asText()).matches("w-[a-z0-9]{5}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"metadata\":{},\"spec\":{\"size\":1}} | 422 |"
            + " Widget.example.com \"\" is invalid: metadata.name: Required value: name or"
            + " generateName is required",
        "{\"metadata\":{\"name\":\"W\"},\"spec\":{\"size\":1}} | 422 | metadata.name",
        "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":0}} | 422 |"
            + " spec.size in body should be greater than or equal to 1",
        "{\"metadata\":{\"name\":\"w\"},\"spec\":{}} | 422 | spec.size: Required value",
        "{\"metadata\":{\"name\":\"w\",\"namespace\":\"other\"},\"spec\":{\"size\":1}} | 400 |"
            + " the namespace of the provided object does not match the namespace sent on the"
            + " request",
        "{\"metadata\":{\"name\":\"w\",\"resourceVersion\":\"5\"},\"spec\":{\"size\":1}} | 500 |"
            + " resourceVersion should not be set on objects to be created",
        "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1,\"a\":1},\"b\":2} | 400 |"
            + " Widget in version \"v1\" cannot be handled as a Widget: strict decoding error:"
            + " unknown field \"b\", unknown field \"spec.a\"",
        "{\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"w\"}} | 400 |"
            + " the API version in the data (v1) does not match the expected API version"
            + " (example.com/v1)",
        "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"w\"}} | 400 | cannot be handled as a Widget",
        "{\"metadata\":[]} | 400 | Widget in version \"v1\" cannot be handled as a Widget: json:"
            + " cannot unmarshal array into Go value of type v1.ObjectMeta",
        "{\"metadata\":{\"name\":5}} | 400 | json: cannot unmarshal number into Go struct field"
            + " ObjectMeta.metadata.name of type string",
        "{\"metadata\":{\"name\":\"w\",\"labels\":{\"a\":true}},\"spec\":{\"size\":1}} | 400 |"
            + " json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type"
            + " string",
        "{\"metadata\":{\"name\":\"w\",\"nam\":\"x\"},\"spec\":{\"size\":1,\"a\":1}} | 400 |"
            + " strict decoding error: unknown field \"metadata.nam\", unknown field \"spec.a\"",
      })
  void refuses(String text, int code, String message) {
    assertThatThrownBy(() -> create(text))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void warnsOfUnknownAndDuplicateFields() {
    String text = "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1,\"a\":1}}";
    SentObject sent =
        SentObject.read(Widgets.TYPE, json(text), List.of("spec.size"), FieldValidation.WARN);
    assertThat(sent.warnings())
        .containsExactly("duplicate field \"spec.size\"", "unknown field \"spec.a\"");
    assertThat(sent.object().get("spec").has("a")).isFalse();
    assertThat(
            SentObject.read(Widgets.TYPE, json(text), List.of("x"), FieldValidation.IGNORE)
                .warnings())
        .isEmpty();
  }

  @Test
  void takesOutOfMetadataWhatNoObjectHas() {
    String text =
        "{\"metadata\":{\"name\":\"w\",\"nam\":\"x\",\"labels\":null},\"spec\":{\"size\":1}}";
    SentObject sent = SentObject.read(Widgets.TYPE, json(text), List.of(), FieldValidation.WARN);
    assertThat(sent.warnings()).containsExactly("unknown field \"metadata.nam\"");
    assertThat(sent.object().get("metadata").toString()).isEqualTo("{\"name\":\"w\"}");
  }

  private static ObjectNode applied(String text) {
    ObjectNode sent =
        SentObject.read(Widgets.TYPE, json(text), List.of(), FieldValidation.STRICT).object();
    ObjectNode applied = Widgets.TYPE.owners().apply(null, sent, "me", false, Widgets.NOW);
    return Creation.ofApplied(Widgets.context("w"), applied, "the-uid");
  }

  @Test
  void createsWhatIsAppliedWhereNothingIs() {
    ObjectNode object =
        applied("{\"metadata\":{\"name\":\"w\",\"resourceVersion\":\"5\"},\"spec\":{\"size\":3}}");
    JsonNode metadata = object.get("metadata");
    assertThat(metadata.get("uid").asText()).isEqualTo("the-uid");
    assertThat(metadata.get("namespace").asText()).isEqualTo("ns");
    assertThat(metadata.get("generation").asLong()).isEqualTo(1);
    assertThat(metadata.has("resourceVersion")).isFalse();
    JsonNode owner = metadata.get("managedFields").get(0);
    assertThat(owner.get("manager").asText()).isEqualTo("me");
    assertThat(owner.get("operation").asText()).isEqualTo("Apply");
  }

  @Test
  void createsNothingForAnApplyThatMeansAnObjectThatIsGone() {
    String text = "{\"metadata\":{\"name\":\"w\",\"uid\":\"old\"},\"spec\":{\"size\":3}}";
    assertThatThrownBy(() -> applied(text))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(409))
        .hasMessageContaining("uid mismatch: the provided object specified uid old");
  }

  @Test
  void refusesAnAppliedObjectThatIsInvalid() {
    assertThatThrownBy(() -> applied("{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":0}}"))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(422));
  }
}
