// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.modelserver.execution.ExecutionConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which models are served of which directories, and who decides.
 *
 * @param roots the model repositories: directories with a directory for each model
 * @param named further models by name, each a file or directory of its own
 * @param pollInterval how often the directories are looked at, in mode POLL
 * @param startWith the models that are loaded at the start, in mode EXPLICIT; {@link #ALL} for all
 * @param execution how models run that do not say it themselves
 * @param uploads where files are kept that come with a load request, while they are loaded
 */
public record RepositoryConfig(
    List<Path> roots,
    Map<String, Path> named,
    Mode mode,
    Duration pollInterval,
    List<String> startWith,
    ExecutionConfig execution,
    Path uploads) {
  /** Stands for every model. */
  public static final String ALL = "*";

  public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(15);

  /** Who decides which models are loaded. */
  public enum Mode {
    /** All are, at the start, and nothing changes. */
    NONE,
    /** All are, and changes of the directories are followed. */
    POLL,
    /** Clients do. */
    EXPLICIT
  }

  public RepositoryConfig {
    roots = List.copyOf(roots);
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    Objects.requireNonNull(mode, "mode");
    startWith = List.copyOf(startWith);
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(uploads, "uploads");
    if (pollInterval.isNegative() || pollInterval.isZero()) {
      throw new IllegalArgumentException("pollInterval: " + pollInterval + " (expected: > 0)");
    }
  }
}
