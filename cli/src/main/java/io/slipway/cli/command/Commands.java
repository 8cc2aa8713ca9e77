// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.serving.ServingProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands by name. Only the one that is asked for is made. */
public final class Commands {
  /** Those that people use, in the order of the help. */
  public static final List<String> NAMES =
      List.of(
          "up",
          "serve",
          "predict",
          "apply",
          "get",
          "describe",
          "delete",
          "logs",
          "wait",
          "backup",
          "restore",
          "version");

  private Commands() {}

  /** Null if there is no such command. */
  public static @Nullable Command of(String name) {
    return switch (name) {
      case "up" -> new UpCommand(ServingProcess.untilStopped());
      case "serve" -> new ServeCommand(ServingProcess.untilStopped());
      case "predict" -> new PredictCommand();
      case "apply" -> new ApplyCommand();
      case "get" -> new GetCommand();
      case "describe" -> new DescribeCommand();
      case "logs" -> new LogsCommand();
      case "delete" -> new DeleteCommand();
      case "wait" -> new WaitCommand();
      case "backup" -> new BackupCommand();
      case "restore" -> new RestoreCommand();
      case "version" -> new VersionCommand();
      case "train-aot" -> new TrainAotCommand();
      default -> null;
    };
  }

  /** The whole help: what there is, and where to read more. */
  public static List<String> overview() {
    List<String> lines = new ArrayList<>();
    lines.add("Usage: slipway COMMAND [OPTION...]");
    lines.add("Serves models over the v1, v2 and gRPC prediction protocols.");
    lines.add("");
    for (String name : NAMES) {
      Command command = of(name);
      if (command != null) {
        lines.add("  %-10s%s".formatted(name, command.summary()));
      }
    }
    lines.add("");
    lines.add(
        "'slipway COMMAND --help' lists a command's options. --debug, with any command, shows");
    lines.add("stack traces of failures. Exit codes: 0 ok, 1 failed, 2 usage.");
    return lines;
  }
}
