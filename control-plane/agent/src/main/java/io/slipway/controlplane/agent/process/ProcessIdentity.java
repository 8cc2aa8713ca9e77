// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process beyond doubt: ids are given again, but not at the same time of the same boot.
 *
 * @param start when it was started, as the system counts, and of which boot
 */
record ProcessIdentity(long pid, String start) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int START = 19;

  /** Empty if there is no such process. */
  static Optional<ProcessIdentity> of(long pid) {
    Path stat = stat(pid);
    try {
      if (Files.exists(BOOT)) {
        String[] fields = afterName(stat);
        return fields[STATE].equals("Z")
            ? Optional.empty()
            : Optional.of(
                new ProcessIdentity(pid, fields[START] + "@" + Files.readString(BOOT).strip()));
      }
    } catch (IOException _) {
      return Optional.empty(); // it has just ended
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(start -> new ProcessIdentity(pid, start.toString()));
  }

  /** Whether there is such a process, and it is of the session that this one leads, or has led. */
  boolean hasInSession(long other) {
    try {
      String[] fields = afterName(stat(other));
      return !fields[STATE].equals("Z") && fields[SESSION].equals(String.valueOf(pid));
    } catch (IOException _) {
      return false; // it has just ended, or this is another system
    }
  }

  private static Path stat(long pid) {
    return Path.of("/proc", String.valueOf(pid), "stat");
  }

  /** The fields from the third on: the name before them, in parentheses, may hold anything. */
  private static String[] afterName(Path stat) throws IOException {
    String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
    return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
  }

  boolean lives() {
    return of(pid).filter(this::equals).isPresent();
  }

  String text() {
    return pid + " " + start;
  }

  static Optional<ProcessIdentity> parse(String text) {
    int space = text.indexOf(' ');
    try {
      return space < 0
          ? Optional.empty()
          : Optional.of(
              new ProcessIdentity(
                  Long.parseLong(text.substring(0, space)), text.substring(space + 1).strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
