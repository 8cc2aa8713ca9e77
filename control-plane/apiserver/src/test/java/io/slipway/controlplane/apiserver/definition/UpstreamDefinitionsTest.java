// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import io.slipway.controlplane.apiserver.schema.SchemaImage;
import io.slipway.controlplane.apiserver.testing.Facts;
import io.slipway.controlplane.apiserver.testing.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Definitions and samples of the projects that users come from. */
class UpstreamDefinitionsTest {
  private static final Path RESOURCES = Path.of("../resources/src/test/upstream");
  private static final Path SERVICES =
      RESOURCES.resolve("serving.kserve.io_inferenceservices.yaml");

  static List<Path> definitions() {
    List<Path> files = new ArrayList<>(Yaml.files(Path.of("src/test/upstream/crds")));
    files.add(SERVICES);
    return files;
  }

  private static ObjectNode definition(Path file) {
    ObjectNode definition = Yaml.documents(file).get(0).deepCopy();
    Definition.applyDefaults(definition);
    return definition;
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void isAccepted(Path file) {
    ObjectNode definition = Yaml.documents(file).get(0).deepCopy();
    DefinitionKind kind = new DefinitionKind();
    assertThat(kind.prune(definition)).isEmpty();
    kind.applyDefaults(definition);
    assertThat(DefinitionRules.onCreate(definition)).isEmpty();
    Definition read = Definition.of(definition);
    assertThat(read.versions()).isNotEmpty();
    assertThat(read.resource()).hasToString(definition.at("/metadata/name").asText());
  }

  @Test
  void equalPartsOfALargeSchemaAreKeptOnce() {
    DefinitionVersion version = services();
    SchemaImage image = SchemaImage.compile(version.openApiSchema());
    int given = version.openApiSchema().toString().length();
    assertThat(image.size()).isLessThan(given / 8);
    assertThat(SchemaImage.of(image.toBytes()).nodeCount()).isEqualTo(image.nodeCount());
  }

  private static DefinitionVersion services() {
    return Objects.requireNonNull(Definition.of(definition(SERVICES)).served("v1beta1"));
  }

  /** What Kubernetes refuses, too: a quantity that is a number with a fraction must be a text. */
  @Test
  void samplesOfServicesAreValidButForThoseThatNoClusterTakes() {
    DefinitionVersion version = services();
    CustomKind kind = new CustomKind(version.compile(), version.scale());
    Map<String, String> refused = new TreeMap<>();
    int samples = 0;
    for (Path file : Yaml.files(RESOURCES.resolve("kserve-samples"))) {
      for (JsonNode document : documents(file)) {
        if (document.path("apiVersion").asText().equals("serving.kserve.io/v1beta1")
            && document.path("kind").asText().equals("InferenceService")) {
          ObjectNode object = document.deepCopy();
          kind.prune(object);
          kind.applyDefaults(object);
          List<FieldError> errors = kind.check(object);
          if (!errors.isEmpty()) {
            refused.put(file.getFileName().toString(), errors.get(0).field());
          }
          samples++;
        }
      }
    }
    assertThat(samples).isGreaterThan(20);
    assertThat(refused)
        .isEqualTo(
            Map.of(
                "cifar10.yaml", "spec.predictor.tensorflow.resources.requests.cpu",
                "moviesentiment.yaml", "spec.predictor.sklearn.resources.requests.cpu",
                "moviesentiment2.yaml", "spec.predictor.sklearn.resources.requests.cpu"));
  }

  /**
   * None of a template, where a user name or a chart's values are to be filled in: it is no YAML.
   */
  private static List<JsonNode> documents(Path file) {
    try {
      return Yaml.documents(file);
    } catch (YamlEngineException e) {
      assertThat(file).as(e.getMessage()).content().containsPattern("\\{\\{|\\{username\\}");
      return List.of();
    }
  }

  @Test
  void anUnknownFieldOfAServiceIsNamedAndTakenOut() {
    ResourceSchema schema = services().compile();
    ObjectNode service =
        Facts.json(
                """
                {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": {"name": "x"},
                 "spec": {"predictor": {"modell": {}, "model": {"modelFormat": {"name": "onnx"}, "storage_uri": "y"}}}}
                """)
            .deepCopy();
    assertThat(schema.prune(service))
        .containsExactly("spec.predictor.model.storage_uri", "spec.predictor.modell");
    assertThat(service.at("/spec/predictor").toString())
        .isEqualTo("{\"model\":{\"modelFormat\":{\"name\":\"onnx\"}}}");
  }
}
