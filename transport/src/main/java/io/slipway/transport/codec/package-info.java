// SPDX-License-Identifier: Apache-2.0
/**
 * The serving protocols as bytes and values: no sockets, no threads, no clock.
 *
 * <p>Everything here is bounded by the size of the message that is read, fails with a {@link
 * io.slipway.api.error.ServingException} that names the place, and leaves no tensor behind when it
 * fails half way. The classes with static methods only are thread-safe; the rest belong to one
 * thread.
 */
@NullMarked
package io.slipway.transport.codec;

import org.jspecify.annotations.NullMarked;
