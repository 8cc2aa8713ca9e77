// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import io.slipway.api.error.ServingException;

/** What answers requests. */
@FunctionalInterface
public interface HttpService {
  /**
   * Called on an event loop, so it must not block. It answers by {@link HttpExchange#respond}, now
   * or later; an exception thrown from here becomes the answer of {@link
   * io.slipway.api.error.ServingException#from}, as {@code {"error": "..."}}.
   */
  void serve(HttpExchange exchange);

  /**
   * Told of a request whose body is still on its way, so that one which is to be refused anyway
   * takes no memory: an exception thrown from here becomes its answer. If that is {@linkplain
   * io.slipway.api.error.ErrorCode#retryable() for now only}, the connection goes on behind the
   * body, which is thrown away; else the connection ends. Called on an event loop. A request that
   * is let in is served when it is complete, and may be refused then.
   */
  default void admit(HttpRequestHead head) {}

  /**
   * The answer to a request that the transport refuses without asking: its body is too large or
   * finds no room, or it comes from where it may not. Called on an event loop.
   */
  default HttpResponse refusal(ServingException failure) {
    return HttpResponse.failure(failure);
  }

  /**
   * Whether the answer to a request may be packed as its {@code Accept-Encoding} asks. Called on
   * any thread, for a request that was served.
   */
  default boolean packs(HttpRequestHead head) {
    return true;
  }
}
