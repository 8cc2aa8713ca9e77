// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.resources.Upstream;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {
  private final List<String> differences = new ArrayList<>();
  private int compared;

  @Test
  void hasKservesSchemaOfInferenceServices() throws IOException {
    compare(Upstream.schema(), schema("inferenceservices.serving.kserve.io"), "");

    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inferencegraphs", "trainedmodels", "servingruntimes"})
  void hasKservesSchemasOfItsOtherKinds(String plural) throws IOException {
    compare(Upstream.schema(plural), schema(plural + ".serving.kserve.io"), "");

    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(15);
  }

  @Test
  void namesKindsAsTheirProjectsDo() {
    assertThat(Definitions.all())
        .extracting(definition -> String.valueOf(at(definition, "metadata", "name")))
        .containsExactly(
            "inferenceservices.serving.kserve.io",
            "servingruntimes.serving.kserve.io",
            "clusterservingruntimes.serving.kserve.io",
            "inferencegraphs.serving.kserve.io",
            "trainedmodels.serving.kserve.io",
            "clusterstoragecontainers.serving.kserve.io",
            "revisions.slipway.io",
            "routes.slipway.io",
            "jaxjobs.kubeflow.org",
            "mpijobs.kubeflow.org",
            "paddlejobs.kubeflow.org",
            "pytorchjobs.kubeflow.org",
            "tfjobs.kubeflow.org",
            "xgboostjobs.kubeflow.org",
            "experiments.kubeflow.org",
            "suggestions.kubeflow.org",
            "trials.kubeflow.org",
            "trainjobs.trainer.kubeflow.org",
            "trainingruntimes.trainer.kubeflow.org",
            "clustertrainingruntimes.trainer.kubeflow.org");
    assertThat(at(definition("inferenceservices.serving.kserve.io"), "spec", "names"))
        .isEqualTo(
            Map.of(
                "kind", "InferenceService",
                "listKind", "InferenceServiceList",
                "plural", "inferenceservices",
                "singular", "inferenceservice",
                "shortNames", List.of("isvc")));
  }

  @Test
  void giveStatusItsOwnWayWhereThereIsOne() {
    assertThat(version("routes.slipway.io").get("subresources")).isNotNull();
    assertThat(version("revisions.slipway.io").get("subresources")).isNull();
  }

  @Test
  void leaveJobsOpen() {
    assertThat(at(schema("pytorchjobs.kubeflow.org"), "properties", "spec"))
        .isEqualTo(Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true));
  }

  @Test
  void printTheColumnsThatKservePrints() {
    Object columns = version("inferenceservices.serving.kserve.io").get("additionalPrinterColumns");

    assertThat((List<?>) columns)
        .extracting(column -> String.valueOf(at((Map<?, ?>) column, "name")))
        .containsExactly(
            "URL",
            "Ready",
            "Prev",
            "Latest",
            "PrevRolledoutRevision",
            "LatestReadyRevision",
            "Age");
  }

  @Test
  void requireWhatAKindCannotDoWithout() {
    Map<?, ?> runtime = schema("servingruntimes.serving.kserve.io");

    assertThat(at(runtime, "properties", "spec", "required")).isEqualTo(List.of("containers"));
    assertThat(at(schema("routes.slipway.io"), "properties", "spec", "required"))
        .isEqualTo(List.of("component", "names", "service", "traffic"));
  }

  private void compare(YamlMap upstream, Map<?, ?> ours, String path) {
    compared++;
    if (path.equals("metadata")) {
      return;
    }
    if (!Objects.equals(upstream.text("type"), ours.get("type"))
        || !words(upstream.list("enum")).equals(words(ours.get("enum")))
        || !Objects.equals(quantity(upstream), ours.get("pattern"))) {
      differences.add(path + ": " + upstream.text("type") + " upstream, here " + ours.get("type"));
    }
    child(upstream.map("items"), ours.get("items"), path + "[]");
    child(upstream.map("additionalProperties"), ours.get("additionalProperties"), path + "{}");
    YamlMap properties = upstream.map("properties");
    Map<?, ?> own = ours.get("properties") instanceof Map<?, ?> map ? map : Map.of();
    TreeSet<String> names = new TreeSet<>();
    own.keySet().forEach(name -> names.add(String.valueOf(name)));
    if (properties != null) {
      names.addAll(properties.entries().keySet());
    }
    for (String name : names) {
      YamlMap theirs = properties == null ? null : properties.map(name);
      child(theirs, own.get(name), path.isEmpty() ? name : path + "." + name);
    }
  }

  private void child(@Nullable YamlMap upstream, @Nullable Object ours, String path) {
    if (upstream != null && ours instanceof Map<?, ?> map) {
      compare(upstream, map, path);
    } else if (upstream != null || ours != null) {
      differences.add(path + ": only " + (ours == null ? "upstream" : "here"));
    }
  }

  /** The patterns of texts are left to the rules of services, which say more when they refuse. */
  private static @Nullable String quantity(YamlMap upstream) {
    return upstream.text("type") == null ? upstream.text("pattern") : null;
  }

  private static List<String> words(@Nullable Object list) {
    List<String> words = new ArrayList<>();
    if (list instanceof YamlList yaml) {
      yaml.items().forEach(item -> words.add(((YamlScalar) item).text()));
    } else if (list instanceof List<?> plain) {
      plain.forEach(item -> words.add(String.valueOf(item)));
    }
    return words;
  }

  private static Map<?, ?> definition(String name) {
    return Definitions.all().stream()
        .filter(each -> Objects.equals(at(each, "metadata", "name"), name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<?, ?> schema(String name) {
    return (Map<?, ?>) Objects.requireNonNull(at(version(name), "schema", "openAPIV3Schema"), name);
  }

  private static Map<?, ?> version(String name) {
    List<?> versions = (List<?>) Objects.requireNonNull(at(definition(name), "spec", "versions"));
    return (Map<?, ?>) Objects.requireNonNull(versions.getFirst());
  }

  private static @Nullable Object at(Map<?, ?> map, String... path) {
    Object at = map;
    for (String name : path) {
      at = at instanceof Map<?, ?> fields ? fields.get(name) : null;
    }
    return at;
  }
}
