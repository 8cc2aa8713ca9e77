// SPDX-License-Identifier: Apache-2.0
/** Listening, framing, limits and draining. */
@NullMarked
package io.slipway.transport.server;

import org.jspecify.annotations.NullMarked;
