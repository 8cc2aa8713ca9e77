// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU seconds of processes on Linux: user and system time of all their threads. */
public final class ProcessCpu {
  /** CPU times in /proc are in ticks of this length. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessCpu() {}

  public static double ownSeconds() {
    return seconds("self");
  }

  /** 0 for a process that is gone. */
  public static double seconds(long pid) {
    return ProcessHandle.of(pid).isPresent() ? seconds(Long.toString(pid)) : 0;
  }

  private static double seconds(String process) {
    try {
      String stat = Files.readString(Path.of("/proc", process, "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
