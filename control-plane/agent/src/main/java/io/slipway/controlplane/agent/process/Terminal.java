// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Terminals for commands: the program {@code script} makes and keeps them. */
public final class Terminal {
  private static final long LOOK_MILLIS = 20;
  private static final int LOOKS = 100;

  private Terminal() {}

  /** What runs a command on a terminal of its own, with the command's exit code. */
  public static List<String> around(List<String> command) throws ContainerCreationException {
    StringBuilder line = new StringBuilder("exec");
    for (String word : command) {
      line.append(' ').append(LaunchScript.quoted(word));
    }
    return List.of(Tools.required("script"), "-qefc", line.toString(), "/dev/null");
  }

  /**
   * Gives the terminal of a command another size, for which the programs on it get a signal. Waits
   * a moment for a command that has just begun.
   */
  public static void resize(ProcessHandle keeper, int columns, int rows)
      throws IOException, InterruptedException, ContainerCreationException {
    for (int i = 0; i < LOOKS && keeper.isAlive(); i++) {
      Optional<Path> terminal = terminal(keeper);
      if (terminal.isPresent()) {
        new ProcessBuilder(
                Tools.required("stty"),
                "-F",
                terminal.get().toString(),
                "rows",
                String.valueOf(rows),
                "cols",
                String.valueOf(columns))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
        return;
      }
      try {
        keeper.onExit().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException _) {
        // it goes on: look again
      }
    }
  }

  private static Optional<Path> terminal(ProcessHandle keeper) throws IOException {
    for (ProcessHandle child : keeper.children().toList()) {
      Path input = Path.of("/proc", String.valueOf(child.pid()), "fd", "0");
      if (Files.exists(input)) {
        Path device = Files.readSymbolicLink(input);
        if (device.startsWith("/dev/pts")) {
          return Optional.of(device);
        }
      }
    }
    return Optional.empty();
  }
}
