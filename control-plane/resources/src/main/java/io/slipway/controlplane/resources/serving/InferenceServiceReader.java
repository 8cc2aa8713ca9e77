// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.serving.ComponentExtension.Batcher;
import io.slipway.controlplane.resources.serving.ComponentExtension.Logger;
import io.slipway.controlplane.resources.serving.ComponentExtension.StorageUri;
import io.slipway.controlplane.resources.serving.InferenceService.Canary;
import io.slipway.controlplane.resources.serving.InferenceService.Explainer;
import io.slipway.controlplane.resources.serving.InferenceService.Metadata;
import io.slipway.controlplane.resources.serving.InferenceService.Transformer;
import io.slipway.controlplane.resources.yaml.YamlList;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlScalar;
import io.slipway.controlplane.resources.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns a document whose structure has been checked into records, exactly as it is written. */
final class InferenceServiceReader {
  private InferenceServiceReader() {}

  static InferenceService read(YamlMap document) {
    YamlMap spec = required(document.map("spec"), "spec");
    YamlMap transformer = spec.map("transformer");
    YamlMap explainer = spec.map("explainer");
    return new InferenceService(
        metadata(required(document.map("metadata"), "metadata")),
        predictor(required(spec.map("predictor"), "spec.predictor")),
        transformer == null
            ? null
            : new Transformer(containers(transformer), extension(transformer)),
        explainer == null ? null : explainer(explainer),
        maps(spec.list("canary"), InferenceServiceReader::canary));
  }

  private static Metadata metadata(YamlMap map) {
    Long generation = map.integer("generation");
    return new Metadata(
        required(map.text("name"), "metadata.name"),
        map.text("namespace"),
        texts(map.map("labels")),
        texts(map.map("annotations")),
        generation == null ? 0 : generation);
  }

  private static Predictor predictor(YamlMap map) {
    Map<String, ModelSpec> frameworks = new LinkedHashMap<>();
    for (String framework : Predictor.FRAMEWORKS) {
      YamlMap spec = map.map(framework);
      if (spec != null) {
        frameworks.put(framework, model(spec));
      }
    }
    YamlMap model = map.map("model");
    return new Predictor(
        map.text("name"),
        model == null ? null : model(model),
        frameworks,
        containers(map),
        extension(map));
  }

  private static ModelSpec model(YamlMap map) {
    YamlMap format = map.map("modelFormat");
    YamlMap storage = map.map("storage");
    String protocol = map.text("protocolVersion");
    return new ModelSpec(
        format == null
            ? null
            : new ModelFormat(
                required(format.text("name"), "modelFormat.name"), format.text("version")),
        map.text("runtime"),
        map.text("runtimeVersion"),
        map.text("storageUri"),
        storage == null ? null : storage(storage),
        protocol == null ? null : Protocol.of(protocol),
        container(map));
  }

  private static ModelSpec.Storage storage(YamlMap map) {
    return new ModelSpec.Storage(
        map.text("key"), map.text("path"), map.text("schemaPath"), texts(map.map("parameters")));
  }

  private static Explainer explainer(YamlMap map) {
    YamlMap art = map.map("art");
    return new Explainer(art == null ? null : art.text("type"), containers(map), extension(map));
  }

  private static Canary canary(YamlMap map) {
    return new Canary(
        predictor(required(map.map("predictor"), "predictor")),
        required(whole(map, "trafficPercent"), "trafficPercent"));
  }

  private static List<Container> containers(YamlMap component) {
    return maps(component.list("containers"), InferenceServiceReader::container);
  }

  private static Container container(YamlMap map) {
    return new Container(
        map.text("name"),
        map.text("image"),
        texts(map.list("command")),
        texts(map.list("args")),
        maps(
            map.list("env"),
            env -> new Container.EnvVar(required(env.text("name"), "name"), env.text("value"))));
  }

  private static ComponentExtension extension(YamlMap map) {
    Integer maxReplicas = whole(map, "maxReplicas");
    YamlMap logger = map.map("logger");
    YamlMap batcher = map.map("batcher");
    return new ComponentExtension(
        whole(map, "minReplicas"),
        maxReplicas == null ? 0 : maxReplicas,
        whole(map, "scaleTarget"),
        map.text("scaleMetric"),
        map.integer("containerConcurrency"),
        map.integer("timeout"),
        map.integer("canaryTrafficPercent"),
        logger == null
            ? null
            : new Logger(
                logger.text("url"),
                required(logger.text("mode"), "logger.mode"),
                texts(logger.list("metadataHeaders")),
                texts(logger.list("metadataAnnotations"))),
        batcher == null
            ? null
            : new Batcher(
                whole(batcher, "maxBatchSize"),
                whole(batcher, "maxLatency"),
                whole(batcher, "timeout")),
        maps(
            map.list("storageUris"),
            uri -> new StorageUri(required(uri.text("uri"), "uri"), uri.text("mountPath"))),
        texts(map.map("labels")),
        texts(map.map("annotations")));
  }

  private static @Nullable Integer whole(YamlMap map, String key) {
    Long value = map.integer(key);
    return value == null ? null : Math.toIntExact(value);
  }

  private static List<String> texts(@Nullable YamlList list) {
    List<String> texts = new ArrayList<>();
    if (list != null) {
      for (YamlValue item : list.items()) {
        if (item instanceof YamlScalar scalar) {
          texts.add(scalar.text());
        }
      }
    }
    return texts;
  }

  private static Map<String, String> texts(@Nullable YamlMap map) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (map != null) {
      for (String key : map.entries().keySet()) {
        String text = map.text(key);
        if (text != null) {
          texts.put(key, text);
        }
      }
    }
    return texts;
  }

  private static <T> List<T> maps(@Nullable YamlList list, Function<YamlMap, T> reader) {
    List<T> read = new ArrayList<>();
    if (list != null) {
      for (YamlValue item : list.items()) {
        if (item instanceof YamlMap map) {
          read.add(reader.apply(map));
        }
      }
    }
    return read;
  }

  private static <T> T required(@Nullable T value, String field) {
    return Objects.requireNonNull(value, field);
  }
}
