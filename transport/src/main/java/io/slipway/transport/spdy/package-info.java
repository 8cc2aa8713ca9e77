// SPDX-License-Identifier: Apache-2.0
/** SPDY/3.1 inside the messages of a WebSocket, as {@code kubectl port-forward} has it. */
@NullMarked
package io.slipway.transport.spdy;

import org.jspecify.annotations.NullMarked;
