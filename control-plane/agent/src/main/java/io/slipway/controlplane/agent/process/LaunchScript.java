// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.inprocess.Mount;
import java.nio.file.Path;
import java.util.List;

/**
 * The scripts around a container's process. The keeper stays beside it, so that its end is known
 * when this process was not there: it makes the pipe of the output and holds it open for reading
 * and writing, so that nothing is lost and nobody gets a signal while nobody reads, waits, and
 * writes the exit code. The launch puts the process into its place and becomes it.
 */
final class LaunchScript {
  static final String OUTPUT = "output";

  /** Where input is written to. */
  static final String INPUT = "input";

  /** There once the input that is given once has ended. */
  static final String INPUT_ENDED = "input.ended";

  static final String PID = "pid";
  static final String EXIT = "exit";
  static final String SCRIPT = "launch.sh";

  /** Exit code of a launch that failed before the program; the output says why. */
  static final int FAILED = 125;

  /**
   * {@code $1} directory, {@code $2} mkfifo, {@code $3} cat, {@code $4} which input there is (none,
   * open, once), the rest starts the launch. It waits until somebody else has opened the pipe as
   * well: what is in a pipe goes with its last holder. Input comes through a cat, which ends with
   * the first who writes, unless the keeper holds the pipe open.
   */
  static final String KEEPER =
      """
      d=$1; m=$2; c=$3; i=$4; shift 4
      "$m" -m 600 "$d/output" || exit 125
      [ "$i" = none ] || "$m" -m 600 "$d/input" "$d/stdin" || exit 125
      exec 3<>"$d/output"
      echo ready
      read go || exit 125
      exec </dev/null >/dev/null 2>&1
      if [ "$i" = none ]; then
        "$@" >&3 2>&3 3>&-
      else
        [ "$i" = once ] || exec 4<>"$d/input"
        "$c" >"$d/stdin" <"$d/input" 3>&- 4>&- &
        "$@" <"$d/stdin" >&3 2>&3 3>&- 4>&-
      fi
      echo $? >"$d/exit"
      kill -KILL 0
      """;

  private LaunchScript() {}

  /** The text of the launch. */
  static String of(Launch launch, String mountProgram) throws ContainerCreationException {
    StringBuilder script = new StringBuilder("set -e\n");
    script.append("echo $$ >").append(quoted(launch.directory().resolve(PID))).append('\n');
    launch.group().ifPresent(group -> script.append(joining(group)));
    for (Mount mount : launch.mounts()) {
      String target = quoted(mount.containerPath());
      script
          .append(quoted(mountProgram))
          .append(" --bind ")
          .append(quoted(mount.source()))
          .append(' ')
          .append(target)
          .append('\n');
      if (mount.readOnly()) {
        script.append(quoted(mountProgram)).append(" -o remount,bind,ro ").append(target);
        script.append('\n');
      }
    }
    script.append("cd ").append(quoted(launch.workingDirectory())).append('\n');
    List<String> command = launch.command();
    script
        .append("exec")
        .append(words(launch.console().tty() ? Terminal.around(command) : command))
        .append('\n');
    return script.toString();
  }

  /** The lines by which a shell joins a control group. */
  static String joining(ControlGroup group) {
    StringBuilder lines = new StringBuilder();
    for (Path processes : group.processFiles()) {
      lines.append("echo $$ >").append(quoted(processes)).append('\n');
    }
    return lines.toString();
  }

  private static String words(List<String> command) {
    StringBuilder words = new StringBuilder();
    for (String word : command) {
      words.append(' ').append(quoted(word));
    }
    return words.toString();
  }

  static String quoted(Object text) {
    return "'" + text.toString().replace("'", "'\\''") + "'";
  }
}
