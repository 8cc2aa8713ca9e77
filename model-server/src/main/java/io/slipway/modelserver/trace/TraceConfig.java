// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.writing.ByteSize;
import io.slipway.modelserver.writing.OptionPairs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * That requests can be traced, and how they are until a client says otherwise.
 *
 * @param file where traces go; with a number behind it where files change
 * @param levels what is traced
 * @param rate of how many requests one is
 * @param count how many are, -1 for no end
 * @param logFrequency how many go into one file, 0 for all
 * @param maxBytes what the files of one process may have together; further traces are lost
 */
public record TraceConfig(
    Path file, TraceLevels levels, int rate, int count, int logFrequency, long maxBytes) {
  /** The values that Triton begins with, and what the files may have. */
  private static final int DEFAULT_RATE = 1000;

  private static final String EXPECTED =
      "level=TIMESTAMPS+TENSORS, rate=N, count=N, log-frequency=N or bytes=N";

  private static final long DEFAULT_MAX_BYTES = 1L << 30;

  public TraceConfig {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(levels, "levels");
    require(rate >= 1, "rate", rate, ">= 1");
    require(count >= -1, "count", count, ">= -1");
    require(logFrequency >= 0, "log-frequency", logFrequency, ">= 0");
    require(maxBytes >= 1, "bytes", maxBytes, ">= 1");
  }

  private static void require(boolean holds, String key, long value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + "=" + value + " (expected: " + expected + ")");
    }
  }

  /** Nothing is traced before a client says so. */
  public static TraceConfig off(Path file) {
    return new TraceConfig(file, TraceLevels.OFF, DEFAULT_RATE, -1, 0, DEFAULT_MAX_BYTES);
  }

  /**
   * Options as people write them: {@code level=TIMESTAMPS+TENSORS,rate=100}, each at most once.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static TraceConfig parse(Path file, String options) {
    TraceConfig config = off(file);
    for (Map.Entry<String, String> pair : OptionPairs.parse(options, EXPECTED).entrySet()) {
      config = config.with(pair.getKey(), pair.getValue());
    }
    return config;
  }

  private TraceConfig with(String key, String value) {
    try {
      return switch (key) {
        case "level" -> new TraceConfig(file, levels(value), rate, count, logFrequency, maxBytes);
        case "rate" ->
            new TraceConfig(file, levels, Integer.parseInt(value), count, logFrequency, maxBytes);
        case "count" ->
            new TraceConfig(file, levels, rate, Integer.parseInt(value), logFrequency, maxBytes);
        case "log-frequency" ->
            new TraceConfig(file, levels, rate, count, Integer.parseInt(value), maxBytes);
        case "bytes" ->
            new TraceConfig(file, levels, rate, count, logFrequency, ByteSize.parse(value));
        default -> throw new IllegalArgumentException("'" + key + "' (expected: " + EXPECTED + ")");
      };
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(key + "=" + value + " (expected: " + EXPECTED + ")");
    }
  }

  private static TraceLevels levels(String value) {
    try {
      return TraceLevels.of(List.of(value.split("\\+", -1)));
    } catch (ServingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The setting that it begins with. */
  TraceSetting setting() {
    return new TraceSetting(levels, rate, new TraceCount(count), logFrequency);
  }
}
