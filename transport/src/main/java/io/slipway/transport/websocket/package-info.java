// SPDX-License-Identifier: Apache-2.0
/** WebSockets (RFC 6455) as services see them; the connections are {@code transport.server}'s. */
@NullMarked
package io.slipway.transport.websocket;

import org.jspecify.annotations.NullMarked;
