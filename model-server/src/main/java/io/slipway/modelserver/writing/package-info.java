// SPDX-License-Identifier: Apache-2.0
/** Writing beside the requests: bounded queues that nobody waits for, and threads behind them. */
@NullMarked
package io.slipway.modelserver.writing;

import org.jspecify.annotations.NullMarked;
