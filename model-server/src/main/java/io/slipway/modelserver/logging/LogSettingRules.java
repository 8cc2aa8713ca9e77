// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.logging;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.logging.LogSettings.Format;
import io.slipway.transport.codec.SettingValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of the logging extension, by their names. Pure. */
public final class LogSettingRules {
  private static final String FILE = "log_file";
  private static final String INFO = "log_info";
  private static final String WARNING = "log_warning";
  private static final String ERROR = "log_error";
  private static final String VERBOSE = "log_verbose_level";
  private static final String FORMAT = "log_format";

  /** The log goes to the process's standard error, which has no name. */
  private static final String NO_FILE = "";

  private LogSettingRules() {}

  /** All of them, as a client reads them. */
  public static Map<String, SettingValue> describe(LogSettings settings) {
    Map<String, SettingValue> named = new LinkedHashMap<>();
    named.put(FILE, new SettingValue.Text(NO_FILE));
    named.put(INFO, new SettingValue.Flag(settings.info()));
    named.put(WARNING, new SettingValue.Flag(settings.warning()));
    named.put(ERROR, new SettingValue.Flag(settings.error()));
    named.put(VERBOSE, new SettingValue.Whole(settings.verboseLevel()));
    named.put(FORMAT, new SettingValue.Text(settings.format().label()));
    return named;
  }

  /**
   * The settings after a client's changes; what it leaves unset stays as it is.
   *
   * @throws ServingException INVALID_ARGUMENT that names the setting that cannot be
   */
  public static LogSettings apply(LogSettings before, Map<String, SettingValue> changes) {
    boolean info = before.info();
    boolean warning = before.warning();
    boolean error = before.error();
    int verbose = before.verboseLevel();
    Format format = before.format();
    for (Map.Entry<String, SettingValue> change : changes.entrySet()) {
      String name = change.getKey();
      SettingValue value = change.getValue();
      boolean unset = value instanceof SettingValue.Unset;
      switch (name) {
        case FILE -> requireNoFile(value);
        case INFO -> info = unset ? info : flag(name, value);
        case WARNING -> warning = unset ? warning : flag(name, value);
        case ERROR -> error = unset ? error : flag(name, value);
        case VERBOSE -> verbose = unset ? verbose : level(value);
        case FORMAT -> format = unset ? format : format(value);
        default ->
            throw ServingException.invalid(
                "there is no log setting '%s' (expected: %s, %s, %s, %s, %s or %s)"
                    .formatted(name, FILE, INFO, WARNING, ERROR, VERBOSE, FORMAT));
      }
    }
    return new LogSettings(info, warning, error, verbose, format);
  }

  /** A client that could name a file could have the server write to any. */
  private static void requireNoFile(SettingValue value) {
    if (value instanceof SettingValue.Unset || value.equals(new SettingValue.Text(NO_FILE))) {
      return;
    }
    throw wrong(FILE, value, "none: where the log goes is not for clients to say");
  }

  private static boolean flag(String name, SettingValue value) {
    if (value instanceof SettingValue.Flag(boolean flag)) {
      return flag;
    }
    throw wrong(name, value, "true or false");
  }

  private static int level(SettingValue value) {
    if (value instanceof SettingValue.Whole(long level)
        && level >= 0
        && level <= Integer.MAX_VALUE) {
      return (int) level;
    }
    throw wrong(VERBOSE, value, "a whole number, 0 to " + Integer.MAX_VALUE);
  }

  private static Format format(SettingValue value) {
    for (Format format : Format.values()) {
      if (value.equals(new SettingValue.Text(format.label()))) {
        return format;
      }
    }
    throw wrong(FORMAT, value, "default, ISO8601 or json");
  }

  private static ServingException wrong(String name, SettingValue value, String expected) {
    return ServingException.invalid(
        "%s: %s (expected: %s)".formatted(name, value.shown(), expected));
  }
}
