// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.serving.ModelsToServe;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.modelserver.repository.FixedModels;
import io.slipway.modelserver.repository.RepositoryConfig;
import io.slipway.modelserver.repository.RepositoryConfig.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What {@code serve} is told of model repositories. */
final class RepositoryOptions {
  private static final String REPOSITORY = "model-repository";
  private static final String MODE = "model-control-mode";
  private static final String POLL_SECONDS = "repository-poll-secs";
  private static final String LOAD = "load-model";
  private static final String STRICT_READINESS = "strict-readiness";
  private static final String EXIT_ON_ERROR = "exit-on-error";

  private static final int MAX_POLL_SECONDS = 24 * 60 * 60;

  /** An option that is a truth value. */
  private enum Flag {
    TRUE,
    FALSE
  }

  private RepositoryOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            option(
                REPOSITORY,
                "DIR",
                "Serve the models in this directory: DIR/<name>/[<version>/]<model file>; may be"
                    + " repeated."))
        .addOption(
            option(
                MODE,
                "MODE",
                "Who decides which models are loaded: none (all are, at the start), poll (changes"
                    + " of the directories are followed) or explicit (clients load and unload them)"
                    + " (default: none)."))
        .addOption(
            option(
                POLL_SECONDS,
                "N",
                "With mode poll, how often the directories are looked at (default: "
                    + RepositoryConfig.DEFAULT_POLL_INTERVAL.toSeconds()
                    + ")."))
        .addOption(
            option(
                LOAD,
                "NAME",
                "With mode explicit, a model that is loaded at the start, * for all; may be"
                    + " repeated."))
        .addOption(
            option(
                STRICT_READINESS,
                "BOOL",
                "Whether the server is ready only while all its models are (default: true)."))
        .addOption(
            option(
                EXIT_ON_ERROR,
                "BOOL",
                "Whether to end if a model can't be loaded at the start (default: only if none can"
                    + " be, in mode none)."));
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /** Whether there is more than named models. */
  static boolean given(Arguments arguments) {
    return arguments.has(REPOSITORY)
        || arguments.has(MODE)
        || arguments.has(LOAD)
        || arguments.has(POLL_SECONDS)
        || arguments.has(STRICT_READINESS)
        || arguments.has(EXIT_ON_ERROR);
  }

  /**
   * @param named the models that are given by name
   * @throws CommandFailure as a usage error, if the options contradict each other
   */
  static ModelsToServe models(Arguments arguments, Map<String, Path> named, ServingConfig config) {
    Mode mode = arguments.choice(MODE, Mode.class, Mode.NONE);
    only(arguments, LOAD, mode, Mode.EXPLICIT);
    only(arguments, POLL_SECONDS, mode, Mode.POLL);
    if (named.isEmpty() && !arguments.has(REPOSITORY) && mode != Mode.EXPLICIT) {
      throw CommandFailure.usage("no model given (expected: NAME=PATH or --model-repository DIR)");
    }
    List<Path> roots = new ArrayList<>();
    for (String root : arguments.all(REPOSITORY)) {
      roots.add(Path.of(root));
    }
    int defaultSeconds = (int) RepositoryConfig.DEFAULT_POLL_INTERVAL.toSeconds();
    int seconds = arguments.integer(POLL_SECONDS, defaultSeconds, 1, MAX_POLL_SECONDS);
    return new ModelsToServe(
        List.of(),
        new RepositoryConfig(
            roots,
            named,
            mode,
            Duration.ofSeconds(seconds),
            arguments.all(LOAD),
            config.execution(),
            config.cache().resolve("uploads")),
        FixedModels.SERVICES,
        arguments.choice(STRICT_READINESS, Flag.class, Flag.TRUE) == Flag.TRUE,
        giveUp(arguments, mode));
  }

  private static void only(Arguments arguments, String option, Mode mode, Mode needed) {
    if (arguments.has(option) && mode != needed) {
      throw CommandFailure.usage(
          "--%s needs --%s %s".formatted(option, MODE, Arguments.name(needed)));
    }
  }

  private static ModelsToServe.GiveUp giveUp(Arguments arguments, Mode mode) {
    if (!arguments.has(EXIT_ON_ERROR)) {
      return mode == Mode.NONE ? ModelsToServe.GiveUp.WITHOUT_ANY : ModelsToServe.GiveUp.NEVER;
    }
    return arguments.choice(EXIT_ON_ERROR, Flag.class, Flag.TRUE) == Flag.TRUE
        ? ModelsToServe.GiveUp.WITHOUT_ALL
        : ModelsToServe.GiveUp.NEVER;
  }
}
