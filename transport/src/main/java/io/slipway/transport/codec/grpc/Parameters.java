// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Parameter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code map<string, InferParameter>}. KServe's and MLServer's {@code InferParameter} know only the
 * first three members of the oneof; the other two are read always and written for values that have
 * no other form.
 */
final class Parameters {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private static final int BOOL = 1;
  private static final int INT64 = 2;
  private static final int STRING = 3;
  private static final int DOUBLE = 4;
  private static final int UINT64 = 5;

  private Parameters() {}

  /** Reads one entry of the map, which is next, into {@code parameters}; the last of a key wins. */
  static void readEntry(ProtoReader in, Map<String, Parameter> parameters) {
    int outer = in.enter();
    String key = "";
    Parameter value = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (KEY << 3) | ProtoReader.BYTES -> key = in.readString();
        case (VALUE << 3) | ProtoReader.BYTES -> value = readValue(in, value);
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    if (value == null) {
      throw ServingException.invalid(
          "parameter '%s' has no value (expected: one of bool_param, int64_param, string_param,"
                  .formatted(key)
              + " double_param, uint64_param)");
    }
    parameters.put(key, value);
  }

  private static @Nullable Parameter readValue(ProtoReader in, @Nullable Parameter before) {
    int outer = in.enter();
    Parameter value = before;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (BOOL << 3) | ProtoReader.VARINT -> value = new Parameter.Bool(in.readBool());
        case (INT64 << 3) | ProtoReader.VARINT -> value = new Parameter.Int64(in.readVarint());
        case (STRING << 3) | ProtoReader.BYTES -> value = new Parameter.Text(in.readString());
        case (DOUBLE << 3) | ProtoReader.FIXED64 ->
            value = new Parameter.Float64(Double.longBitsToDouble(in.readFixed64()));
        case (UINT64 << 3) | ProtoReader.VARINT -> value = new Parameter.Uint64(in.readVarint());
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    return value;
  }

  static void write(ProtoWriter out, int field, Map<String, Parameter> parameters) {
    parameters.forEach((key, parameter) ->
        out.message(
            field,
            entry -> {
              entry.repeatedString(KEY, key);
              entry.message(VALUE, value -> writeValue(value, parameter));
            }));
  }

  private static void writeValue(ProtoWriter out, Parameter parameter) {
    switch (parameter) {
      case Parameter.Bool(boolean value) -> out.oneBool(BOOL, value);
      case Parameter.Int64(long value) -> out.oneVarint(INT64, value);
      case Parameter.Text(String value) -> out.repeatedString(STRING, value);
      case Parameter.Float64(double value) -> out.oneDouble(DOUBLE, value);
      case Parameter.Uint64(long value) -> out.oneVarint(UINT64, value);
    }
  }
}
