// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.writing.ByteSize;
import io.slipway.modelserver.writing.OptionPairs;
import java.util.Map;

/**
 * How much is logged, and how much of it may wait or be kept. Pure.
 *
 * @param sampling the share of requests that are logged, above 0, at most 1
 * @param events that may wait for a destination; more are dropped
 * @param bytes of their payloads together
 * @param rotateBytes a file that would grow beyond this is put aside
 * @param files how many of those are kept, the oldest is deleted
 */
public record LogOptions(double sampling, int events, long bytes, long rotateBytes, int files) {
  public static final LogOptions DEFAULTS = new LogOptions(1, 1_000, 64L << 20, 100L << 20, 5);

  private static final String EXPECTED =
      "sampling=0.1, events=N, bytes=N[KiB|MiB|GiB], rotate=N[KiB|MiB|GiB], files=N";

  public LogOptions {
    require(sampling > 0 && sampling <= 1, "sampling", sampling, "above 0, at most 1");
    require(events >= 1 && events <= 1_000_000, "events", events, "1 to 1000000");
    require(bytes >= 1, "bytes", bytes, "above 0");
    require(rotateBytes >= 1, "rotate", rotateBytes, "above 0");
    require(files >= 0 && files <= 1_000, "files", files, "0 to 1000");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + "=" + value + " (expected: " + expected + ")");
    }
  }

  /**
   * Options as people write them: {@code sampling=0.1,files=10}, each at most once.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static LogOptions parse(String text) {
    LogOptions options = DEFAULTS;
    for (Map.Entry<String, String> pair : OptionPairs.parse(text, EXPECTED).entrySet()) {
      options = options.with(pair.getKey(), pair.getValue());
    }
    return options;
  }

  /** Whether what is logged waits and is kept in the same way. */
  boolean writesAs(LogOptions other) {
    return events == other.events
        && bytes == other.bytes
        && rotateBytes == other.rotateBytes
        && files == other.files;
  }

  private LogOptions with(String key, String value) {
    try {
      return switch (key) {
        case "sampling" ->
            new LogOptions(Double.parseDouble(value), events, bytes, rotateBytes, files);
        case "events" ->
            new LogOptions(sampling, Integer.parseInt(value), bytes, rotateBytes, files);
        case "bytes" -> new LogOptions(sampling, events, ByteSize.parse(value), rotateBytes, files);
        case "rotate" -> new LogOptions(sampling, events, bytes, ByteSize.parse(value), files);
        case "files" ->
            new LogOptions(sampling, events, bytes, rotateBytes, Integer.parseInt(value));
        default -> throw new IllegalArgumentException("'" + key + "' (expected: " + EXPECTED + ")");
      };
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(key + "=" + value + " (expected: " + EXPECTED + ")");
    }
  }
}
