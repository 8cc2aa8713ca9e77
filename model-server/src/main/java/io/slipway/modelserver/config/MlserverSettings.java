// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.BooleanValue;
import io.slipway.transport.codec.json.JsonValue.NullValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.MessageType;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * MLServer's {@code model-settings.json}, as far as it asks for what is here.
 *
 * @param name the model's, whatever its directory is called; null if it does not say
 * @param format the model format that the implementation stands for; null to tell by the file
 * @param uri the model's file or directory, relative to that of the settings; empty for that itself
 * @param version of the model; null if it does not say
 */
public record MlserverSettings(
    @Nullable String name,
    @Nullable String format,
    String uri,
    @Nullable String version,
    ModelConfig config) {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_BATCH_SECONDS = 24 * 60 * 60;
  private static final double MICROS_PER_SECOND = 1e6;

  /** MLServer's own runtimes. Any other implementation is somebody's code. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "mlserver_sklearn.SKLearnModel", "sklearn",
          "mlserver_xgboost.XGBoostModel", "xgboost",
          "mlserver_lightgbm.LightGBMModel", "lightgbm",
          "mlserver_catboost.CatboostModel", "catboost",
          "mlserver_mlflow.MLflowRuntime", "mlflow",
          "mlserver_huggingface.HuggingFaceRuntime", "huggingface",
          "mlserver_onnx.ONNXModel", "onnx");

  /**
   * @throws ServingException INVALID_ARGUMENT or NOT_IMPLEMENTED naming what is wrong, INTERNAL if
   *     the file can't be read
   */
  public static MlserverSettings readFile(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new ServingException(ErrorCode.INTERNAL, "cannot read " + file + ": " + e, e);
    }
    if (bytes.length > MAX_BYTES) {
      throw ServingException.invalid(
          "%s has more than %d bytes, the limit".formatted(file, MAX_BYTES));
    }
    try {
      return of(JsonValue.parse(bytes, 0, bytes.length), file.toString());
    } catch (ServingException e) {
      throw e.getMessage().startsWith(file.toString())
          ? e
          : new ServingException(e.code(), file + ": " + e.getMessage(), e);
    }
  }

  static MlserverSettings of(JsonValue document, String source) {
    Reader reader = new Reader(source);
    reader.settings(document.asObject("the document"));
    return reader.finish();
  }

  private static final class Reader {
    private static final MessageType CONFIG = ModelConfigSchema.modelConfig();

    private final String source;
    private final ConfigMessage.Builder config = ConfigMessage.builder(CONFIG);
    private final List<String> ignored = new ArrayList<>();
    private @Nullable String name;
    private @Nullable String format;
    private String uri = "";
    private @Nullable String version;
    private DynamicBatching batching = DynamicBatching.NONE;

    Reader(String source) {
      this.source = source;
    }

    MlserverSettings finish() {
      ModelConfig read = ModelConfig.of(config.build(), source);
      ModelConfig whole =
          new ModelConfig(
              read.message(),
              read.versionPolicy(),
              read.maxBatchSize(),
              read.inputs(),
              read.outputs(),
              read.instances(),
              batching,
              read.padding(),
              read.warmups(),
              read.sequences(),
              null,
              ignored);
      return new MlserverSettings(name, format, uri, version, whole);
    }

    void settings(ObjectValue settings) {
      batching = batching(settings);
      settings
          .members()
          .forEach((key, value) -> {
            switch (key) {
              case "name" -> name = value.asString("name");
              case "implementation" -> implementation(value.asString("implementation"));
              case "inputs", "outputs" -> tensors(key, value.asArray(key));
              case "parameters" -> parameters(value);
              case "max_batch_size", "max_batch_time" -> {}
              case "cache_enabled" -> {
                if (value.asBoolean(key)) {
                  config.set(
                      "response_cache",
                      ConfigMessage.builder((MessageType) CONFIG.field("response_cache").type())
                          .set("enable", true)
                          .build());
                }
              }
              case "platform", "versions" -> ignored(key, "it is only a description");
              case "parallel_workers", "warm_workers" -> ignored(key, "models share one process");
              default -> throw unknown(key);
            }
          });
    }

    /** As with MLServer, requests are put together if both a size and a time are given. */
    private DynamicBatching batching(ObjectValue settings) {
      JsonValue size = settings.get("max_batch_size");
      JsonValue time = settings.get("max_batch_time");
      long most = size == null ? 0 : size.asInt64("max_batch_size");
      double seconds = time == null ? 0 : time.asDouble("max_batch_time");
      if (most < 0 || most > Integer.MAX_VALUE) {
        throw outOfRange("max_batch_size", Long.toString(most), "0 to " + Integer.MAX_VALUE);
      }
      if (!(seconds >= 0 && seconds <= MAX_BATCH_SECONDS)) {
        throw outOfRange(
            "max_batch_time", Double.toString(seconds), "seconds, 0 to " + MAX_BATCH_SECONDS);
      }
      return most > 1 && seconds > 0
          ? DynamicBatching.of((int) most, (long) (seconds * MICROS_PER_SECOND))
          : DynamicBatching.NONE;
    }

    private ServingException outOfRange(String key, String value, String expected) {
      return ServingException.invalid(
          "%s: %s is %s (expected: %s)".formatted(source, key, value, expected));
    }

    private void implementation(String implementation) {
      format = FORMATS.get(implementation);
      if (format == null) {
        throw notSupported(
            "implementation",
            "'%s' is code, which is not run here (expected: one of %s, or none)"
                .formatted(implementation, FORMATS.keySet().stream().sorted().toList()));
      }
    }

    private void tensors(String key, List<JsonValue> tensors) {
      String field = key.equals("inputs") ? "input" : "output";
      for (JsonValue each : tensors) {
        ObjectValue tensor = each.asObject(key);
        ConfigMessage.Builder message =
            ConfigMessage.builder((MessageType) CONFIG.field(field).type());
        message.set("name", member(tensor, key, "name").asString(key + ".name"));
        String datatype = member(tensor, key, "datatype").asString(key + ".datatype");
        try {
          message.setConstant("data_type", TensorReader.constant(DataType.parse(datatype)));
        } catch (IllegalArgumentException e) {
          throw ServingException.invalid(source + ": " + key + ": " + e.getMessage());
        }
        for (JsonValue dim : member(tensor, key, "shape").asArray(key + ".shape")) {
          message.addAll("dims", dim.asInt64(key + ".shape"));
        }
        config.add(field, message.build());
      }
    }

    private JsonValue member(ObjectValue tensor, String key, String member) {
      JsonValue value = tensor.get(member);
      if (value == null) {
        throw ServingException.invalid("%s: one of %s has no %s".formatted(source, key, member));
      }
      return value;
    }

    private void parameters(JsonValue parameters) {
      if (parameters instanceof NullValue) {
        return;
      }
      parameters
          .asObject("parameters")
          .members()
          .forEach((key, value) -> {
            String path = "parameters." + key;
            if (value instanceof NullValue) {
              return;
            }
            switch (key) {
              case "uri" -> uri = localUri(value.asString(path));
              case "version" -> version = value.asString(path);
              case "extra" -> value.asObject(path).members().forEach(this::extra);
              case "format" -> ignored(path, "the format is told by the file");
              case "inference_pool_gid", "autogenerate_inference_pool_gid" ->
                  ignored(path, "models share one process");
              case "content_type" ->
                  throw notSupported(path, "requests are read by their datatypes");
              case "environment_path", "environment_tarball" ->
                  throw notSupported(path, "no Python environment is needed or made");
              default -> throw unknown(path);
            }
          });
    }

    private String localUri(String given) {
      if (given.contains("://")) {
        throw notSupported("parameters.uri", "'" + given + "' is not fetched (expected: a path)");
      }
      return given;
    }

    private void extra(String key, JsonValue value) {
      String text =
          switch (value) {
            case StringValue(String string) -> string;
            case NumberValue(String number) -> number;
            case BooleanValue(boolean flag) -> Boolean.toString(flag);
            case NullValue _, ArrayValue _, ObjectValue _ ->
                throw ServingException.invalid(
                    "%s: parameters.extra.%s is %s (expected: a string, a number, true or false)"
                        .formatted(source, key, value.kind().phrase()));
          };
      MessageType parameter = (MessageType) CONFIG.field("parameters").type();
      config.put(
          "parameters", key, ConfigMessage.builder(parameter).set("string_value", text).build());
    }

    private void ignored(String field, String why) {
      ignored.add(source + ": " + field + " has no effect: " + why);
    }

    private ServingException notSupported(String field, String why) {
      return new ServingException(
          ErrorCode.NOT_IMPLEMENTED, source + ": " + field + " is not supported: " + why);
    }

    private ServingException unknown(String field) {
      return ServingException.invalid(source + ": the setting '" + field + "' is unknown");
    }
  }

  public MlserverSettings {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(config, "config");
  }
}
