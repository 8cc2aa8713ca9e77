// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the message to what it asks for. All faults are collected and told together. */
final class ModelConfigReader {
  private static final int MAX_INSTANCES = 1024;

  private final ConfigMessage config;
  private final String source;
  private final List<String> faults = new ArrayList<>();

  ModelConfigReader(ConfigMessage config, String source) {
    this.config = config;
    this.source = source;
  }

  ModelConfig read() {
    FieldCheck check = FieldCheck.of(config, source);
    if (!check.refused().isEmpty()) {
      throw new ServingException(ErrorCode.NOT_IMPLEMENTED, String.join("; ", check.refused()));
    }
    int maxBatchSize = (int) config.integer("max_batch_size");
    if (maxBatchSize < 0) {
      fault(config, "max_batch_size", "is " + maxBatchSize + " (expected: >= 0)");
    }
    if (!relative(config.text("default_model_filename"))) {
      fault(config, "default_model_filename", "leaves the version's directory");
    }
    cache();
    TensorReader tensors = new TensorReader(this);
    List<TensorConfig> inputs = tensors.read(config, "input");
    List<TensorConfig> outputs = tensors.read(config, "output");
    ModelConfig result =
        new ModelConfig(
            config,
            versionPolicy(),
            maxBatchSize,
            inputs,
            outputs,
            instances(),
            new BatchingReader(this, maxBatchSize).read(config.message("dynamic_batching")),
            new PaddingReader(this).read(config),
            new WarmupReader(this).read(config, maxBatchSize),
            new SequenceReader(this, maxBatchSize)
                .read(config.message("sequence_batching"), inputs),
            ensemble(inputs, outputs),
            check.ignored());
    if (!faults.isEmpty()) {
      throw ServingException.invalid(String.join("; ", faults));
    }
    return result;
  }

  /** Notes what is wrong with a message's field. */
  void fault(ConfigMessage message, String field, String what) {
    faultAt(position(message, field), field + " " + what);
  }

  /** As above, where the message begins if the field is not set. */
  void fault(Occurrence message, String field, String what) {
    Position place = position(((MessageValue) message.value()).value(), field);
    faultAt(place.equals(Position.NONE) ? message.position() : place, field + " " + what);
  }

  /** Notes what is wrong at a place. */
  void faultAt(Position position, String what) {
    faults.add(FieldCheck.place(source, position) + what);
  }

  /** True for a name that stays below the directory it is relative to; the empty one as well. */
  static boolean relative(String path) {
    if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.equals("..") || part.equals(".")) {
        return false;
      }
    }
    return true;
  }

  private @Nullable EnsembleConfig ensemble(List<TensorConfig> inputs, List<TensorConfig> outputs) {
    return config.has("ensemble_scheduling")
            || config.text("platform").equals(EnsembleConfig.PLATFORM)
        ? new EnsembleReader(this).read(config, inputs, outputs)
        : null;
  }

  private void cache() {
    ConfigMessage cache = config.message("response_cache");
    if (cache != null && cache.flag("enable") && config.has("sequence_batching")) {
      fault(
          cache,
          "enable",
          "is true, and what a request of a sequence is answered depends on those before it"
              + " (expected: no response_cache)");
    }
  }

  private VersionPolicy versionPolicy() {
    ConfigMessage policy = config.message("version_policy");
    if (policy == null) {
      return VersionPolicy.newest();
    }
    if (policy.has("all")) {
      return new VersionPolicy.All();
    }
    ConfigMessage specific = policy.message("specific");
    if (specific != null) {
      Set<Long> versions = new LinkedHashSet<>();
      for (long version : specific.integers("versions")) {
        versions.add(version);
        if (version < 1) {
          fault(specific, "versions", "has " + version + " (expected: >= 1)");
        }
      }
      if (versions.isEmpty()) {
        fault(policy, "specific", "names no versions");
      }
      return new VersionPolicy.Specific(versions);
    }
    ConfigMessage latest = policy.message("latest");
    long count = latest == null ? 0 : latest.integer("num_versions");
    return new VersionPolicy.Latest(Math.clamp(count, 1, Integer.MAX_VALUE));
  }

  private int instances() {
    long sum = 0;
    for (Occurrence each : config.all("instance_group")) {
      ConfigMessage group = ((MessageValue) each.value()).value();
      if (group.constant("kind").equals("KIND_GPU")) {
        fault(group, "kind", "is KIND_GPU, and models run on the CPU here (expected: KIND_CPU)");
      }
      long count = group.integer("count");
      if (count < 0) {
        fault(group, "count", "is " + count + " (expected: >= 0)");
      }
      sum += Math.max(0, count);
    }
    if (sum > MAX_INSTANCES) {
      fault(
          config,
          "instance_group",
          "asks for %d instances (expected: at most %d)".formatted(sum, MAX_INSTANCES));
    }
    return (int) Math.min(sum, MAX_INSTANCES);
  }

  /** The position of a field, for a fault that concerns it. */
  static Position position(ConfigMessage message, String field) {
    List<Occurrence> values = message.all(field);
    return values.isEmpty() ? Position.NONE : values.getFirst().position();
  }
}
