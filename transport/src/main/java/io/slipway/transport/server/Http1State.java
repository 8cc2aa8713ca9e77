// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/** How far an {@link Http1Connection} is with its request. */
enum Http1State {
  /** Between requests. */
  IDLE,
  /** Part of a head has come. */
  HEAD,
  /** Part of a body has come. */
  BODY,
  /** The request has its answer; the rest of its body is thrown away as it comes. */
  SKIPPING,
  /** A service has the request. */
  SERVING,
  /** The last answer is written; what comes is thrown away. */
  CLOSING,
  /** Another handler goes on. */
  UPGRADED
}
