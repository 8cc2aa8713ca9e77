// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.error.ServingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a model is run.
 *
 * @param intraOpThreads {@code intra_op_threads}: threads that share one operator, the caller's
 *     included; what the server gives a run unless set
 * @param interOpThreads {@code inter_op_threads}: operators at a time with {@code execution_mode:
 *     parallel}; 1
 * @param executionMode {@code execution_mode}: {@code sequential} or {@code parallel}
 * @param graphOptimization {@code graph_optimization_level}: {@code disable}, {@code basic}, {@code
 *     extended}, {@code layout} or {@code all}
 * @param memoryArena {@code memory_arena}: whether the session keeps the memory of one run for the
 *     next; {@code on}. Off trades speed for less memory between runs
 * @param memoryPattern {@code memory_pattern}: whether runs of the same shapes get their memory in
 *     one piece; {@code on}
 * @param allowSpinning {@code allow_spinning}: whether idle threads of the session burn CPU while
 *     they wait for the next operator; {@code off}. That shortens a run on a machine with cores to
 *     spare, and takes the cores from everything else where many models share them, as they do here
 */
record OnnxSettings(
    int intraOpThreads,
    int interOpThreads,
    ExecutionMode executionMode,
    GraphOptimization graphOptimization,
    boolean memoryArena,
    boolean memoryPattern,
    boolean allowSpinning) {
  /** What the settings are called. */
  static final List<String> NAMES =
      List.of(
          "intra_op_threads",
          "inter_op_threads",
          "execution_mode",
          "graph_optimization_level",
          "memory_arena",
          "memory_pattern",
          "allow_spinning");

  private static final int MAX_THREADS = 1024;

  /** {@code ExecutionMode} of the C API. */
  enum ExecutionMode {
    SEQUENTIAL(0),
    PARALLEL(1);

    final int value;

    ExecutionMode(int value) {
      this.value = value;
    }
  }

  /** {@code GraphOptimizationLevel} of the C API. */
  enum GraphOptimization {
    DISABLE(0),
    BASIC(1),
    EXTENDED(2),
    LAYOUT(3),
    ALL(99);

    final int value;

    GraphOptimization(int value) {
      this.value = value;
    }
  }

  static OnnxSettings defaults(int threads) {
    return new OnnxSettings(
        threads, 1, ExecutionMode.SEQUENTIAL, GraphOptimization.ALL, true, true, false);
  }

  /**
   * @throws ServingException INVALID_ARGUMENT with every setting that is unknown or has a bad value
   */
  static OnnxSettings parse(Map<String, String> settings, int threads) {
    Reader reader = new Reader(settings);
    OnnxSettings defaults = defaults(threads);
    OnnxSettings result =
        new OnnxSettings(
            reader.threads("intra_op_threads", defaults.intraOpThreads),
            reader.threads("inter_op_threads", defaults.interOpThreads),
            reader.choice("execution_mode", ExecutionMode.class, defaults.executionMode),
            reader.choice(
                "graph_optimization_level", GraphOptimization.class, defaults.graphOptimization),
            reader.flag("memory_arena", defaults.memoryArena),
            reader.flag("memory_pattern", defaults.memoryPattern),
            reader.flag("allow_spinning", defaults.allowSpinning));
    reader.finish();
    return result;
  }

  /** Collects what is wrong, so that it is told at once. */
  private static final class Reader {
    private final Map<String, String> settings;
    private final Map<String, String> known = new LinkedHashMap<>();
    private final Map<String, String> wrong = new TreeMap<>();

    Reader(Map<String, String> settings) {
      this.settings = settings;
    }

    int threads(String name, int otherwise) {
      return value(
          name,
          otherwise,
          "1 to " + MAX_THREADS,
          text -> {
            int threads = Integer.parseInt(text);
            if (threads < 1 || threads > MAX_THREADS) {
              throw new IllegalArgumentException(text);
            }
            return threads;
          });
    }

    boolean flag(String name, boolean otherwise) {
      return value(
          name,
          otherwise,
          "on or off",
          text ->
              switch (text) {
                case "on", "true" -> true;
                case "off", "false" -> false;
                default -> throw new IllegalArgumentException(text);
              });
    }

    <E extends Enum<E>> E choice(String name, Class<E> choices, E otherwise) {
      List<String> names =
          List.of(choices.getEnumConstants()).stream().map(OnnxSettings::settingName).toList();
      return value(
          name,
          otherwise,
          "one of " + String.join(", ", names),
          text -> {
            int index = names.indexOf(text);
            if (index < 0) {
              throw new IllegalArgumentException(text);
            }
            return choices.getEnumConstants()[index];
          });
    }

    private <T> T value(String name, T otherwise, String expected, Function<String, T> parse) {
      known.put(name, expected);
      String text = settings.get(name);
      if (text == null) {
        return otherwise;
      }
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException _) {
        wrong.put(name, "%s: '%s' (expected: %s)".formatted(name, text, expected));
        return otherwise;
      }
    }

    void finish() {
      for (String name : settings.keySet()) {
        if (!known.containsKey(name)) {
          wrong.put(
              name,
              "%s is unknown (expected one of %s)"
                  .formatted(name, String.join(", ", known.keySet())));
        }
      }
      if (!wrong.isEmpty()) {
        throw ServingException.invalid("setting " + String.join("; setting ", wrong.values()));
      }
    }
  }

  private static String settingName(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
