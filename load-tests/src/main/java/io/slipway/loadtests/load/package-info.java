// SPDX-License-Identifier: Apache-2.0
/**
 * The load generator: HTTP/1.1 and gRPC on one event loop, in open and closed load.
 *
 * <p>In open load a request has an intended time, drawn before anything was sent, and its latency
 * counts from there: a server that stalls is charged for what waited because of it.
 */
@NullMarked
package io.slipway.loadtests.load;

import org.jspecify.annotations.NullMarked;
