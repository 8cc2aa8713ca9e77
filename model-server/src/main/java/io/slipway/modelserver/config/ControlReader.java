// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.config.SequenceBatching.Control;
import io.slipway.modelserver.config.SequenceBatching.CorrelationId;
import io.slipway.modelserver.config.SequenceBatching.Flag;
import io.slipway.modelserver.config.SequenceBatching.Signal;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.ConfigMessage.Occurrence;
import io.slipway.transport.codec.modelconfig.ConfigValue.MessageValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code control_input} of {@code sequence_batching}. */
final class ControlReader {
  private static final Map<String, DataType> FORMS =
      Map.of(
          "int32_false_true", DataType.INT32,
          "fp32_false_true", DataType.FP32,
          "bool_false_true", DataType.BOOL);

  private static final Set<DataType> ID_TYPES =
      Set.of(DataType.UINT64, DataType.INT64, DataType.UINT32, DataType.INT32, DataType.BYTES);

  private final ModelConfigReader reader;

  ControlReader(ModelConfigReader reader) {
    this.reader = reader;
  }

  List<Control> read(ConfigMessage batching) {
    List<Control> controls = new ArrayList<>();
    Set<String> kinds = new HashSet<>();
    for (ConfigMessage input : batching.messages("control_input")) {
      String name = input.text("name");
      List<Occurrence> control = input.all("control");
      if (name.isEmpty()) {
        reader.fault(batching, "control_input", "has no name");
      } else if (control.size() != 1) {
        reader.fault(
            input, "name", "'%s' has %d controls (expected: one)".formatted(name, control.size()));
      } else if (!kinds.add(message(control.getFirst()).constant("kind"))) {
        String kind = message(control.getFirst()).constant("kind");
        reader.fault(control.getFirst(), "kind", kind + " is given twice");
      } else {
        Control read = control(name, control.getFirst());
        if (read != null) {
          controls.add(read);
        }
      }
    }
    return controls;
  }

  private static ConfigMessage message(Occurrence occurrence) {
    return ((MessageValue) occurrence.value()).value();
  }

  private @Nullable Control control(String name, Occurrence control) {
    return switch (message(control).constant("kind")) {
      case "CONTROL_SEQUENCE_CORRID" -> correlationId(name, control);
      case "CONTROL_SEQUENCE_START" -> flag(name, Signal.START, control);
      case "CONTROL_SEQUENCE_READY" -> flag(name, Signal.READY, control);
      case "CONTROL_SEQUENCE_END" -> flag(name, Signal.END, control);
      default -> throw new IllegalStateException(message(control).constant("kind"));
    };
  }

  private @Nullable Control correlationId(String name, Occurrence at) {
    ConfigMessage control = message(at);
    for (String form : FORMS.keySet()) {
      if (control.has(form)) {
        reader.fault(at, form, "is not for CONTROL_SEQUENCE_CORRID (expected: a data_type)");
      }
    }
    DataType datatype = TensorReader.datatype(control.constant("data_type"));
    if (datatype == null || !ID_TYPES.contains(datatype)) {
      reader.fault(
          at,
          "data_type",
          "of CONTROL_SEQUENCE_CORRID is %s (expected: TYPE_UINT64, TYPE_INT64, TYPE_UINT32, TYPE_INT32 or TYPE_STRING)"
              .formatted(control.constant("data_type")));
      return null;
    }
    return new CorrelationId(name, datatype);
  }

  private @Nullable Control flag(String name, Signal signal, Occurrence at) {
    ConfigMessage control = message(at);
    List<String> given = FORMS.keySet().stream().filter(control::has).sorted().toList();
    if (given.size() != 1) {
      reader.fault(
          at,
          "kind",
          "of '%s' has the values %s (expected: one of int32_false_true, fp32_false_true and bool_false_true)"
              .formatted(name, given));
      return null;
    }
    String form = given.getFirst();
    DataType datatype = FORMS.getOrDefault(form, DataType.BOOL);
    double[] values = values(control, form, datatype);
    if (values.length != 2) {
      reader.fault(
          at,
          form,
          "of '%s' has %d values (expected: 2, for false and true)".formatted(name, values.length));
      return null;
    }
    return new Flag(name, signal, datatype, values[0], values[1]);
  }

  private static double[] values(ConfigMessage control, String form, DataType datatype) {
    return switch (datatype) {
      case INT32 -> Arrays.stream(control.integers(form)).asDoubleStream().toArray();
      case FP32 -> control.reals(form);
      default -> flags(control, form);
    };
  }

  private static double[] flags(ConfigMessage control, String form) {
    List<Boolean> flags = control.flags(form);
    double[] values = new double[flags.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flags.get(i) ? 1 : 0;
    }
    return values;
  }
}
