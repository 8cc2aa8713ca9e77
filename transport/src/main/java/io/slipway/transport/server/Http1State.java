// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/** What an {@link Http1Connection} is about. */
enum Http1State {
  /** Between requests. */
  IDLE,
  /** Part of a head has come. */
  HEAD,
  /** Part of a body has come. */
  BODY,
  /** A service has the request. */
  SERVING,
  /** The last answer is written; what comes is thrown away. */
  CLOSING,
  /** Another handler goes on. */
  UPGRADED
}
