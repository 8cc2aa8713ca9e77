// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code model_warmup}. */
final class WarmupReader {
  private static final int MAX_COUNT = 10_000;

  private final ModelConfigReader reader;

  WarmupReader(ModelConfigReader reader) {
    this.reader = reader;
  }

  List<Warmup> read(ConfigMessage config, int maxBatchSize) {
    List<Warmup> warmups = new ArrayList<>();
    for (ConfigMessage message : config.messages("model_warmup")) {
      long batch = message.integer("batch_size");
      if (batch > Math.max(1, maxBatchSize)) {
        reader.fault(
            message,
            "batch_size",
            "is %d (expected: at most %d, as max_batch_size is %d)"
                .formatted(batch, Math.max(1, maxBatchSize), maxBatchSize));
      } else if (batch > 0) { // Triton skips the others as well
        warmups.add(warmup(message, (int) batch));
      }
    }
    return warmups;
  }

  private Warmup warmup(ConfigMessage message, int batch) {
    long count = message.integer("count");
    if (count > MAX_COUNT) {
      reader.fault(message, "count", "is %d (expected: at most %d)".formatted(count, MAX_COUNT));
    }
    Map<String, Warmup.Input> inputs = new LinkedHashMap<>();
    message.messageMap("inputs").forEach((name, input) -> inputs.put(name, input(name, input)));
    return new Warmup(message.text("name"), batch, Math.clamp(count, 1, MAX_COUNT), inputs);
  }

  private Warmup.Input input(String name, ConfigMessage input) {
    DataType datatype = TensorReader.datatype(input.constant("data_type"));
    if (datatype == null) {
      reader.fault(input, "data_type", "of the warm-up input '" + name + "' is missing");
    }
    Shape dims = Shape.SCALAR;
    for (long dim : input.integers("dims")) {
      if (dim < 1) {
        reader.fault(
            input,
            "dims",
            "of the warm-up input '%s' have %d (expected: >= 1)".formatted(name, dim));
        return new Warmup.Input(DataType.BOOL, dims, new Warmup.Data.Zero());
      }
    }
    dims = Shape.of(input.integers("dims"));
    return new Warmup.Input(datatype == null ? DataType.BOOL : datatype, dims, data(name, input));
  }

  private Warmup.Data data(String name, ConfigMessage input) {
    if (input.has("zero_data")) {
      return new Warmup.Data.Zero();
    }
    if (input.has("random_data")) {
      return new Warmup.Data.Random();
    }
    String file = input.text("input_data_file");
    if (file.isEmpty() || !ModelConfigReader.relative(file)) {
      reader.fault(
          input,
          "input_data_file",
          "of the warm-up input '%s' is '%s' (expected: zero_data, random_data or a file in the model's directory warmup)"
              .formatted(name, file));
    }
    return new Warmup.Data.File(file);
  }
}
