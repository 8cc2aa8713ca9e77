// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.logs;

import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a log is wanted, in the words of {@code pods/log}.
 *
 * @param follow whether to go on with what is printed later
 * @param tailLines how many lines of what is there; -1 for all
 * @param since nothing from before
 * @param timestamps whether each line begins with its time
 * @param limitBytes -1 for no limit
 */
public record LogOptions(
    boolean follow, long tailLines, Optional<Instant> since, boolean timestamps, long limitBytes) {
  public static final LogOptions ALL = new LogOptions(false, -1, Optional.empty(), false, -1);
}
