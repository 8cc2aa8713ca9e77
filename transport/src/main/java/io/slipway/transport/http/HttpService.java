// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

/** What answers requests. */
@FunctionalInterface
public interface HttpService {
  /**
   * Called on an event loop, so it must not block. It answers by {@link HttpExchange#respond}, now
   * or later; an exception thrown from here becomes the answer of {@link
   * io.slipway.api.error.ServingException#from}, as {@code {"error": "..."}}.
   */
  void serve(HttpExchange exchange);
}
