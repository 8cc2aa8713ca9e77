// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.command.PeerFlag.Meaning;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/**
 * A command line in which flags of other servers are replaced by our options. What is neither stays
 * as it is, for the parser to name.
 */
final class PeerFlagReading {
  private static final long MIB = 1L << 20;

  /** The name that KServe's servers give a model without one. */
  private static final String DEFAULT_MODEL_NAME = "model";

  private final List<String> words = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private @Nullable String modelName;
  private @Nullable String modelDirectory;
  private @Nullable String host;
  private @Nullable String logLevel;

  /** The flag that is being read. */
  private String flag = "";

  private PeerFlagReading() {}

  /**
   * Reads a command line.
   *
   * @param options ours
   * @throws CommandFailure as a usage error that names the flag, if it can't be honoured
   */
  static PeerFlagReading of(List<String> line, Options options) {
    PeerFlagReading reading = new PeerFlagReading();
    Iterator<String> rest = line.iterator();
    while (rest.hasNext()) {
      reading.word(rest.next(), rest, options);
    }
    reading.end();
    return reading;
  }

  /** The command line in our terms. */
  List<String> words() {
    return words;
  }

  /** What was given and has no effect, a sentence each. */
  List<String> notes() {
    return notes;
  }

  private void word(String word, Iterator<String> rest, Options options) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Option ours = name.startsWith("-") ? options.getOption(name) : null;
    PeerFlag peer = ours == null ? PeerFlags.named(name) : null;
    if (peer == null) {
      words.add(word);
      if (ours != null && ours.hasArg() && equals < 0 && rest.hasNext()) {
        words.add(rest.next());
      }
      return;
    }
    flag = name;
    if (!peer.takesValue()) {
      take(peer.meaning(), "true");
    } else if (equals >= 0) {
      take(peer.meaning(), word.substring(equals + 1));
    } else if (rest.hasNext()) {
      take(peer.meaning(), rest.next());
    } else {
      throw CommandFailure.usage(name + " needs a value");
    }
  }

  private void take(Meaning meaning, String value) {
    switch (meaning) {
      case Meaning.Same _ -> option(flag, value);
      case Meaning.Renamed(String option) -> option(option, value);
      case Meaning.Read(_, var action) -> action.accept(this, value);
      case Meaning.Always(String only, String because) -> {
        if (!only.equals(value.toLowerCase(Locale.ROOT)) && !only.equals(asTruth(value))) {
          throw refused("'%s' (expected: %s, because %s)".formatted(value, only, because));
        }
      }
      case Meaning.NoEffect(String because) -> notes.add(flag + " has no effect: " + because);
      case Meaning.Refused(String because) -> throw refused("not supported: " + because);
    }
  }

  private CommandFailure refused(String why) {
    return CommandFailure.usage(flag + ": " + why);
  }

  private void option(String name, String value) {
    words.add(name);
    words.add(value);
  }

  void modelName(String name) {
    modelName = name;
  }

  void modelDirectory(String path) {
    modelDirectory = path;
  }

  void httpAddress(String address) {
    address(address);
  }

  void grpcAddress(String address) {
    address(address);
  }

  /** Both ports listen on one address. */
  private void address(String address) {
    if (host != null && !host.equals(address)) {
      throw refused(
          "'%s' (expected: '%s' as for the other port, both listen on one address)"
              .formatted(address, host));
    }
    host = address;
  }

  void maxInputBytes(String bytes) {
    long size;
    try {
      size = Long.parseLong(bytes);
    } catch (NumberFormatException _) {
      size = -1;
    }
    if (size <= 0 || size % MIB != 0) {
      throw refused("'%s' (expected: bytes, a multiple of %d)".formatted(bytes, MIB));
    }
    option("--max-body-mib", Long.toString(size / MIB));
  }

  void cacheConfig(String config) {
    String size = "local,size=";
    if (!config.startsWith(size)) {
      throw refused("'%s' (expected: %sN, the cache is in this process)".formatted(config, size));
    }
    option("--" + ServerOptions.RESPONSE_CACHE, config.substring(size.length()));
  }

  void logVerbose(String level) {
    boolean number = !level.isEmpty();
    for (int i = 0; i < level.length(); i++) {
      number &= Character.digit(level.charAt(i), 10) >= 0;
    }
    if (!number) {
      throw refused("'" + level + "' (expected: a whole number, 0 for none)");
    }
    if (level.chars().anyMatch(digit -> digit != '0')) {
      logLevel = "debug";
    }
  }

  void logInfo(String value) {
    if (!truth(value) && logLevel == null) {
      logLevel = "warn";
    }
  }

  void logWarning(String value) {
    if (!truth(value) && !"debug".equals(logLevel)) {
      logLevel = "error";
    }
  }

  private boolean truth(String value) {
    String truth = asTruth(value);
    if (truth.isEmpty()) {
      throw refused("'" + value + "' (expected: true or false)");
    }
    return truth.equals("true");
  }

  /** True or false in the words that Triton takes for them; empty if it is neither. */
  private static String asTruth(String value) {
    return Map.of("true", "true", "1", "true", "on", "true", "false", "false", "0", "false")
        .getOrDefault(value.toLowerCase(Locale.ROOT), value.equalsIgnoreCase("off") ? "false" : "");
  }

  private void end() {
    if (logLevel != null) {
      option("--log-level", logLevel);
    }
    if (host != null) {
      option("--host", host);
    }
    if (modelDirectory != null) {
      words.add((modelName == null ? DEFAULT_MODEL_NAME : modelName) + "=" + modelDirectory);
    } else if (modelName != null) {
      throw CommandFailure.usage("--model_name needs --model_dir");
    }
  }
}
