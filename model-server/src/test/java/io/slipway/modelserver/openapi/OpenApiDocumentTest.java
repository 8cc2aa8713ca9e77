// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenApiDocumentTest {
  private static final ServerIdentity IDENTITY = new ServerIdentity("test", "1");
  private static final Set<Offer> EVERYTHING = EnumSet.allOf(Offer.class);
  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          "onnxruntime_onnx",
          List.of(
              new TensorSpec("a \"b\"", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("ids", DataType.UINT64, Shape.of(3)),
              new TensorSpec("text", DataType.BYTES, Shape.of(-1))),
          List.of(
              new TensorSpec("half", DataType.FP16, Shape.of(-1)),
              new TensorSpec("flags", DataType.BOOL, Shape.SCALAR)));

  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @EnumSource(Offer.class)
  void hasTheEndpointsThatAreOffered(Offer offer) throws Exception {
    JsonNode paths = document(open(Set.of(offer)), null).path("paths");

    for (Endpoint endpoint : Endpoints.ALL) {
      for (String path : endpoint.paths()) {
        JsonNode operation = paths.path(path).path(endpoint.method().toLowerCase(Locale.ROOT));
        assertThat(operation.isObject()).as(path).isEqualTo(endpoint.offer() == offer);
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsReferredTo() throws Exception {
    for (DocumentedModel model : new DocumentedModel[] {null, model(null), model("3")}) {
      JsonNode document = document(open(EVERYTHING), model);
      List<String> references = document.findValuesAsText("$ref");

      assertThat(references)
          .isNotEmpty()
          .allSatisfy(
              reference -> assertThat(document.at(reference.substring(1)).isObject()).isTrue());
      document
          .path("components")
          .properties()
          .forEach(kind ->
              kind.getValue()
                  .fieldNames()
                  .forEachRemaining(name ->
                      assertThat(references)
                          .contains("#/components/" + kind.getKey() + "/" + name)));
    }
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() throws Exception {
    assertThat(document(open(EVERYTHING), null).findValuesAsText("operationId"))
        .contains("infer", "inferOfVersion", "repositoryIndexOfRepository")
        .doesNotHaveDuplicates();
  }

  @Test
  void aGuardedServerSaysSo() throws Exception {
    Api guarded = new Api(IDENTITY, "", Set.of(Offer.ALWAYS), true, true, null);
    JsonNode document = document(guarded, null);

    assertThat(document.at("/paths/~1v2/get/responses").fieldNames())
        .toIterable()
        .containsExactly("200", "401", "403", "429");
    assertThat(document.at("/paths/~1v2~1health~1live/get/responses").fieldNames())
        .toIterable()
        .containsExactly("200", "401", "403");
    assertThat(document.at("/components/securitySchemes/token/scheme").asText())
        .isEqualTo("bearer");
    assertThat(document(open(EVERYTHING), null).has("security")).isFalse();
  }

  @Test
  void namesAModelThatIsThere() throws Exception {
    Api api = new Api(IDENTITY, "/serving/n/m", EVERYTHING, false, false, "m");
    JsonNode document = document(api, null);

    assertThat(document.at("/components/parameters/model/example").asText()).isEqualTo("m");
    assertThat(document.at("/servers/0/url").asText()).isEqualTo("/serving/n/m");
  }

  @Test
  void thePathsOfAModelHaveItsNames() throws Exception {
    assertThat(document(open(EVERYTHING), model(null)).path("paths").fieldNames())
        .toIterable()
        .contains("/v2/models/m/infer", "/v1/models/m:predict", "/v2/repository/models/m/load")
        .noneMatch(path -> path.contains("versions"))
        .allMatch(path -> path.contains("/m"));
    assertThat(document(open(EVERYTHING), model("3")).path("paths").fieldNames())
        .toIterable()
        .contains("/v2/models/m/versions/3/infer", "/v1/models/m/versions/3:predict")
        .allMatch(path -> path.contains("/m/versions/3"));
  }

  @Test
  void theInputsOfAModelHaveTheirNamesTypesAndShapes() throws Exception {
    JsonNode schemas = document(open(EVERYTHING), model(null)).at("/components/schemas");
    JsonNode inputs = schemas.at("/InferRequest/properties/inputs");

    assertThat(inputs.path("minItems").asInt()).isEqualTo(3);
    JsonNode first = inputs.at("/items/anyOf/0/properties");
    assertThat(first.at("/name/const").asText()).isEqualTo("a \"b\"");
    assertThat(first.at("/datatype/const").asText()).isEqualTo("FP32");
    assertThat(first.at("/shape/prefixItems"))
        .isEqualTo(
            json.readTree(
                """
                [{"type": "integer", "format": "int64", "minimum": 0},
                 {"type": "integer", "format": "int64", "const": 2}]\
                """));
    assertThat(first.at("/data/$ref").asText()).isEqualTo("#/components/schemas/FP32Data");
    assertThat(schemas.at("/UINT64Data/items/anyOf/0/maximum").asText())
        .isEqualTo("18446744073709551615");
    assertThat(inputs.at("/items/anyOf/2/properties/datatype/const").asText()).isEqualTo("BYTES");
  }

  @Test
  void theOutputsOfAModelHaveTheirNamesTypesAndShapes() throws Exception {
    JsonNode schemas = document(open(EVERYTHING), model("3")).at("/components/schemas");
    JsonNode response = schemas.at("/InferResponse/properties");

    assertThat(response.at("/model_version/const").asText()).isEqualTo("3");
    JsonNode half = response.at("/outputs/items/anyOf/0/anyOf/0/properties");
    assertThat(half.at("/name/const").asText()).isEqualTo("half");
    assertThat(half.has("data")).as("a half float is bytes behind the JSON").isFalse();
    JsonNode flags = response.at("/outputs/items/anyOf/1/anyOf/0/properties");
    assertThat(flags.at("/shape/maxItems").asInt()).isZero();
    assertThat(schemas.at("/InferRequest/properties/outputs/items/properties/name/enum"))
        .isEqualTo(json.readTree("[\"half\", \"flags\"]"));
  }

  @Test
  void theValuesOfV1AreNestedAsTheShapesSay() throws Exception {
    JsonNode schemas = document(open(EVERYTHING), model(null)).at("/components/schemas");
    JsonNode row = schemas.at("/PredictRequest/properties/instances/anyOf/0/items/properties");

    assertThat(row.path("a \"b\""))
        .isEqualTo(
            json.readTree(
                """
                {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}\
                """));
    assertThat(row.at("/text/anyOf/1/$ref").asText()).endsWith("/Base64");
  }

  @Test
  void aSmallRequestIsAnExample() throws Exception {
    JsonNode example =
        document(open(EVERYTHING), model(null)).at("/components/schemas/InferRequest/examples/0");

    assertThat(example)
        .isEqualTo(
            json.readTree(
                """
                {"inputs": [
                  {"name": "a \\"b\\"", "shape": [1, 2], "datatype": "FP32", "data": [0.0, 0.0]},
                  {"name": "ids", "shape": [3], "datatype": "UINT64", "data": [0, 0, 0]},
                  {"name": "text", "shape": [1], "datatype": "BYTES", "data": [""]}]}\
                """));
  }

  @Test
  void plainValuesHaveTheNamesOfTheInputs() throws Exception {
    JsonNode schemas = document(open(EVERYTHING), model(null)).at("/components/schemas");
    JsonNode request = schemas.path("GenerateRequest");

    assertThat(request.path("required"))
        .isEqualTo(json.readTree("[\"a \\\"b\\\"\", \"ids\", \"text\"]"));
    assertThat(request.at("/properties/text/anyOf/1/items/type").asText()).isEqualTo("string");
    assertThat(request.at("/examples/0/ids")).isEqualTo(json.readTree("[0, 0, 0]"));
  }

  @Test
  void aLargeRequestIsNot() throws Exception {
    ModelSignature large =
        new ModelSignature(
            "p",
            List.of(
                new TensorSpec(
                    "x", DataType.FP32, Shape.of(-1, Integer.MAX_VALUE, Integer.MAX_VALUE))),
            List.of());
    JsonNode document = document(open(EVERYTHING), new DocumentedModel("m", null, large));

    assertThat(document.at("/components/schemas/InferRequest").has("examples")).isFalse();
  }

  @Test
  void theConfigurationIsDescribedFieldByField() throws Exception {
    JsonNode schemas = document(open(EVERYTHING), null).at("/components/schemas");

    assertThat(schemas.at("/ModelConfig/properties/max_batch_size/type").asText())
        .isEqualTo("integer");
    assertThat(schemas.at("/ModelConfig/properties/input/items/$ref").asText())
        .isEqualTo("#/components/schemas/ModelInput");
    assertThat(schemas.at("/ModelInput/properties/data_type/enum/1").asText())
        .isEqualTo("TYPE_BOOL");
  }

  private static Api open(Set<Offer> offers) {
    return new Api(IDENTITY, "", offers, false, false, null);
  }

  private static DocumentedModel model(@Nullable String version) {
    return new DocumentedModel("m", version, SIGNATURE);
  }

  private JsonNode document(Api api, @Nullable DocumentedModel model) throws IOException {
    return json.readTree(PrettyJson.of(OpenApiDocument.of(api, model)));
  }
}
