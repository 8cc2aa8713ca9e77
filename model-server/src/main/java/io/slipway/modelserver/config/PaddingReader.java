// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.modelserver.padding.Buckets;
import io.slipway.modelserver.padding.PaddingRule;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parameters that are ours, not the engine's: how unequal requests run together. */
final class PaddingReader {
  /** What all of them begin with. */
  private static final String OURS = "slipway.";

  private final ModelConfigReader reader;

  PaddingReader(ModelConfigReader reader) {
    this.reader = reader;
  }

  static boolean isOurs(String parameter) {
    return parameter.startsWith(OURS);
  }

  /** Null if requests of unequal shapes do not run together. */
  @Nullable PaddingRule read(ConfigMessage config) {
    Position place = ModelConfigReader.position(config, "parameters");
    Map<String, String> values = new HashMap<>();
    Map<String, List<String>> outputs = new HashMap<>();
    Buckets buckets = null;
    for (Map.Entry<String, ConfigMessage> each : config.messageMap("parameters").entrySet()) {
      String name = each.getKey();
      String value = each.getValue().text("string_value");
      if (name.equals(PaddingRule.BUCKETS_PARAMETER)) {
        buckets = buckets(value, place);
      } else if (name.startsWith(PaddingRule.VALUE_PARAMETER)) {
        values.put(name.substring(PaddingRule.VALUE_PARAMETER.length()), value);
      } else if (name.startsWith(PaddingRule.OUTPUT_PARAMETER)) {
        outputs.put(
            name.substring(PaddingRule.OUTPUT_PARAMETER.length()),
            Stream.of(value.split(",", -1)).map(String::strip).toList());
      } else if (isOurs(name)) {
        reader.faultAt(place, "parameters['" + name + "'] is unknown");
      }
    }
    if (buckets == null) {
      if (!values.isEmpty() || !outputs.isEmpty()) {
        reader.faultAt(
            place,
            "parameters['%s'] is not there (expected: it, where there are others that begin with it)"
                .formatted(PaddingRule.BUCKETS_PARAMETER));
      }
      return null;
    }
    return new PaddingRule(buckets, values, outputs);
  }

  private Buckets buckets(String value, Position place) {
    try {
      return Buckets.parse(value);
    } catch (IllegalArgumentException e) {
      reader.faultAt(
          place, "parameters['" + PaddingRule.BUCKETS_PARAMETER + "']: " + e.getMessage());
      return new Buckets.Any();
    }
  }
}
