// SPDX-License-Identifier: Apache-2.0
/** Requests of several callers in one run of a real model, from socket to socket. */
@NullMarked
package io.slipway.modelserver.batching;

import org.jspecify.annotations.NullMarked;
