// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.padding.PaddingRule;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.JsonConfigReader;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import io.slipway.transport.codec.modelconfig.TextReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration, found to be one that can be honoured.
 *
 * @param message as it was given
 * @param inputs those that the configuration tells of; all or none
 * @param outputs those that the configuration tells of; none stands for all
 * @param instances how many requests run at once; 0 for the server's default
 * @param padding null if requests of unequal shapes do not run together
 * @param sequences null if requests do not belong together
 * @param ensemble null if the model is one of its own
 * @param ignored what has no effect, with its places
 */
public record ModelConfig(
    ConfigMessage message,
    VersionPolicy versionPolicy,
    int maxBatchSize,
    List<TensorConfig> inputs,
    List<TensorConfig> outputs,
    int instances,
    DynamicBatching batching,
    @Nullable PaddingRule padding,
    List<Warmup> warmups,
    @Nullable SequenceBatching sequences,
    @Nullable EnsembleConfig ensemble,
    List<String> ignored) {
  /** What the graph's optimisation level is called among {@link #engineParameters()}. */
  public static final String GRAPH_LEVEL = "optimization.graph.level";

  public ModelConfig {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    warmups = List.copyOf(warmups);
    ignored = List.copyOf(ignored);
  }

  /**
   * Reads a {@code config.pbtxt}.
   *
   * @throws ServingException INVALID_ARGUMENT or NOT_IMPLEMENTED with all faults and their places,
   *     INTERNAL if the file can't be read
   */
  public static ModelConfig readFile(Path file) {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(TextReader.MAX_BYTES + 1);
    } catch (IOException e) {
      throw new ServingException(ErrorCode.INTERNAL, "cannot read " + file + ": " + e, e);
    }
    return readText(file.toString(), text);
  }

  /**
   * Reads the text of a {@code config.pbtxt}.
   *
   * @param source what the configuration is called in messages
   * @throws ServingException as {@link #readFile}
   */
  public static ModelConfig readText(String source, byte[] text) {
    return of(TextReader.read(ModelConfigSchema.modelConfig(), source, text), source);
  }

  /**
   * Reads the JSON of a load request.
   *
   * @throws ServingException as {@link #readFile}
   */
  public static ModelConfig readJson(String source, JsonValue document) {
    return of(JsonConfigReader.read(ModelConfigSchema.modelConfig(), source, document), source);
  }

  /**
   * @param source what the configuration is called in messages
   * @throws ServingException as {@link #readFile}
   */
  public static ModelConfig of(ConfigMessage message, String source) {
    return new ModelConfigReader(message, source).read();
  }

  /** Empty if the configuration does not say. */
  public String name() {
    return message.text("name");
  }

  public String platform() {
    return message.text("platform");
  }

  public String backend() {
    return message.text("backend");
  }

  /** Empty if the configuration does not say. */
  public String modelFilename() {
    return message.text("default_model_filename");
  }

  /** Whether answers are given again, if the server has a cache for them. */
  public boolean cachesAnswers() {
    ConfigMessage cache = message.message("response_cache");
    return cache != null && cache.flag("enable");
  }

  /** What is meant for the engine, by Triton's names. */
  public Map<String, String> engineParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    message
        .messageMap("parameters")
        .forEach((name, value) -> {
          if (!PaddingReader.isOurs(name)) {
            parameters.put(name, value.text("string_value"));
          }
        });
    ConfigMessage optimization = message.message("optimization");
    ConfigMessage graph = optimization == null ? null : optimization.message("graph");
    if (graph != null) {
      parameters.put(GRAPH_LEVEL, Long.toString(graph.integer("level")));
    }
    return parameters;
  }
}
