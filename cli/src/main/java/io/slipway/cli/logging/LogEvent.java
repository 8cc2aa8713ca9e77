// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One thing to say.
 *
 * @param message with its arguments filled in
 */
record LogEvent(
    Instant time, Level level, String logger, String message, @Nullable Throwable thrown) {}
