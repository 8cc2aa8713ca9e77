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

  /** Empty if there is no such process. */
  static Optional<ProcessIdentity> of(long pid) {
    Path stat = Path.of("/proc", String.valueOf(pid), "stat");
    try {
      if (Files.exists(BOOT)) {
        String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        // The name, in parentheses, may hold anything; the start is field 22, the state field 3.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return fields[0].equals("Z")
            ? Optional.empty()
            : Optional.of(
                new ProcessIdentity(pid, fields[19] + "@" + Files.readString(BOOT).strip()));
      }
    } catch (IOException _) {
      return Optional.empty(); // it has just ended
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(start -> new ProcessIdentity(pid, start.toString()));
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
