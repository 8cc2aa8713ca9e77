// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.transport.codec.SettingValue;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of Triton's {@code LogSettings} and {@code TraceSetting}: maps of settings by their
 * names, the former with values of three types, the latter with lists of strings. Bodies and
 * buffers stay the caller's; a malformed message is an INVALID_ARGUMENT.
 */
public final class SettingsMessages {
  private static final int SETTINGS = 1;
  private static final int MODEL_NAME = 2;

  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private static final int LOG_BOOL = 1;
  private static final int LOG_UINT32 = 2;
  private static final int LOG_STRING = 3;

  private static final int TRACE_VALUE = 1;

  private SettingsMessages() {}

  /**
   * A trace request.
   *
   * @param model empty for the settings of all models
   */
  public record TraceRequest(String model, Map<String, SettingValue> settings) {}

  private interface ValueReader {
    SettingValue read(ProtoReader in);
  }

  /** What a log request changes. */
  public static Map<String, SettingValue> decodeLog(RequestBody message) {
    return decode(message, SettingsMessages::readLogValue).settings();
  }

  /** What a trace request changes, and of what; a setting without values is unset. */
  public static TraceRequest decodeTrace(RequestBody message) {
    return decode(message, SettingsMessages::readTraceValue);
  }

  private static TraceRequest decode(RequestBody message, ValueReader values) {
    ProtoReader in = new ProtoReader(message.bytes());
    String model = "";
    Map<String, SettingValue> settings = new LinkedHashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (SETTINGS << 3) | ProtoReader.BYTES -> readEntry(in, values, settings);
        case (MODEL_NAME << 3) | ProtoReader.BYTES -> model = in.readString();
        default -> in.skipField(tag);
      }
    }
    return new TraceRequest(model, settings);
  }

  private static void readEntry(
      ProtoReader in, ValueReader values, Map<String, SettingValue> settings) {
    String key = "";
    SettingValue value = new SettingValue.Unset();
    int outer = in.enter();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (ENTRY_KEY << 3) | ProtoReader.BYTES -> key = in.readString();
        case (ENTRY_VALUE << 3) | ProtoReader.BYTES -> {
          int entry = in.enter();
          value = values.read(in);
          in.leave(entry);
        }
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    settings.put(key, value);
  }

  private static SettingValue readLogValue(ProtoReader in) {
    SettingValue value = new SettingValue.Unset();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (LOG_BOOL << 3) | ProtoReader.VARINT -> value = new SettingValue.Flag(in.readBool());
        case (LOG_UINT32 << 3) | ProtoReader.VARINT ->
            value = new SettingValue.Whole(in.readVarint());
        case (LOG_STRING << 3) | ProtoReader.BYTES ->
            value = new SettingValue.Text(in.readString());
        default -> in.skipField(tag);
      }
    }
    return value;
  }

  private static SettingValue readTraceValue(ProtoReader in) {
    List<String> values = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((TRACE_VALUE << 3) | ProtoReader.BYTES)) {
        values.add(in.readString());
      } else {
        in.skipField(tag);
      }
    }
    return values.isEmpty() ? new SettingValue.Unset() : new SettingValue.Texts(values);
  }

  /** Writes a response of either method to the end of {@code out}, which stays the caller's. */
  public static void encode(Map<String, SettingValue> settings, boolean trace, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    settings.forEach((name, setting) ->
        writer.message(
            SETTINGS,
            entry -> {
              entry.repeatedString(ENTRY_KEY, name);
              entry.message(
                  ENTRY_VALUE,
                  value -> {
                    if (trace) {
                      writeTraceValue(value, setting);
                    } else {
                      writeLogValue(value, setting);
                    }
                  });
            }));
  }

  private static void writeLogValue(ProtoWriter out, SettingValue setting) {
    switch (setting) {
      case SettingValue.Flag(boolean value) -> out.oneBool(LOG_BOOL, value);
      case SettingValue.Whole(long value) -> out.oneVarint(LOG_UINT32, value);
      case SettingValue.Text(String value) -> out.repeatedString(LOG_STRING, value);
      case SettingValue.Texts(List<String> values) ->
          values.forEach(value -> out.repeatedString(LOG_STRING, value));
      case SettingValue.Unset() -> {}
    }
  }

  private static void writeTraceValue(ProtoWriter out, SettingValue setting) {
    switch (setting) {
      case SettingValue.Flag(boolean value) ->
          out.repeatedString(TRACE_VALUE, Boolean.toString(value));
      case SettingValue.Whole(long value) -> out.repeatedString(TRACE_VALUE, Long.toString(value));
      case SettingValue.Text(String value) -> out.repeatedString(TRACE_VALUE, value);
      case SettingValue.Texts(List<String> values) ->
          values.forEach(value -> out.repeatedString(TRACE_VALUE, value));
      case SettingValue.Unset() -> {}
    }
  }
}
