// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.MessageType;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model's whole configuration as clients are told: what was given, and what was found out or
 * taken by default where nothing was given. Pure.
 */
public final class ConfigDescription {
  private static final MessageType CONFIG = ModelConfigSchema.modelConfig();

  private static final String IDLE = "max_sequence_idle_microseconds";

  private ConfigDescription() {}

  /**
   * @param config null if there is none
   * @param signature as clients see it
   * @param workers how many requests the model runs at once
   * @param filename of the model's file
   */
  public static ConfigMessage of(
      String name,
      @Nullable ModelConfig config,
      ModelSignature signature,
      int workers,
      String filename) {
    ConfigMessage given = config == null ? ConfigMessage.builder(CONFIG).build() : config.message();
    ConfigMessage.Builder whole = given.toBuilder().set("name", name);
    String platform = signature.platform();
    fill(whole, given, "platform", platform);
    boolean ensemble = config != null && config.ensemble() != null;
    if (!ensemble) {
      engine(whole, given, platform, filename);
      instances(whole, given, name, workers);
    }
    if (!given.has("version_policy")) {
      ConfigMessage latest = empty("version_policy", "latest").set("num_versions", 1).build();
      whole.set("version_policy", empty("version_policy").set("latest", latest).build());
    }
    boolean batching = given.integer("max_batch_size") > 0;
    tensors(whole, given, "input", signature.inputs(), batching);
    tensors(whole, given, "output", signature.outputs(), batching);
    ConfigMessage sequences = given.message("sequence_batching");
    if (sequences != null) {
      whole.set("sequence_batching", completed(sequences));
    }
    return whole.build();
  }

  private static void engine(
      ConfigMessage.Builder whole, ConfigMessage given, String platform, String filename) {
    int underscore = platform.indexOf('_');
    fill(whole, given, "backend", underscore < 0 ? platform : platform.substring(0, underscore));
    fill(whole, given, "default_model_filename", filename);
  }

  private static void fill(
      ConfigMessage.Builder whole, ConfigMessage given, String field, String value) {
    if (given.text(field).isEmpty()) {
      whole.set(field, value);
    }
  }

  private static void tensors(
      ConfigMessage.Builder whole,
      ConfigMessage given,
      String field,
      List<TensorSpec> specs,
      boolean batching) {
    List<ConfigMessage> before = given.messages(field);
    whole.clear(field);
    for (int i = 0; i < specs.size(); i++) {
      TensorSpec spec = specs.get(i);
      // The served tensors are those that were given, in their order, unless none was.
      ConfigMessage.Builder tensor =
          before.isEmpty() ? empty(field) : before.get(i).toBuilder().clear("dims");
      tensor.set("name", spec.name());
      tensor.setConstant("data_type", TensorReader.constant(spec.datatype()));
      for (int d = batching ? 1 : 0; d < spec.shape().rank(); d++) {
        tensor.addAll("dims", spec.shape().dim(d));
      }
      whole.add(field, tensor.build());
    }
  }

  private static void instances(
      ConfigMessage.Builder whole, ConfigMessage given, String name, int workers) {
    List<ConfigMessage> groups = given.messages("instance_group");
    whole.clear("instance_group");
    if (groups.isEmpty()) {
      whole.add(
          "instance_group",
          empty("instance_group")
              .set("name", name)
              .setConstant("kind", "KIND_CPU")
              .set("count", workers)
              .build());
    }
    for (int i = 0; i < groups.size(); i++) {
      ConfigMessage group = groups.get(i);
      ConfigMessage.Builder filled = group.toBuilder();
      fill(filled, group, "name", name + "_" + i);
      if (group.constant("kind").equals("KIND_AUTO")) {
        filled.setConstant("kind", "KIND_CPU");
      }
      if (groups.size() == 1) {
        filled.set("count", workers);
      }
      whole.add("instance_group", filled.build());
    }
  }

  private static ConfigMessage completed(ConfigMessage sequences) {
    if (sequences.integer(IDLE) != 0) {
      return sequences;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(SequenceBatching.DEFAULT_IDLE.toNanos());
    return sequences.toBuilder().set(IDLE, micros).build();
  }

  private static ConfigMessage.Builder empty(String... path) {
    MessageType type = CONFIG;
    for (String field : path) {
      type = (MessageType) type.field(field).type();
    }
    return ConfigMessage.builder(type);
  }
}
