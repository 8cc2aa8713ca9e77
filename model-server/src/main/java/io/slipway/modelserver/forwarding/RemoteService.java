// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.transport.http.HttpExchange;

/** A service that answers elsewhere than in this process. Thread-safe. */
public interface RemoteService {
  /**
   * Has the request answered there; does not block.
   *
   * @param path as it is asked for there, percent-encoded, without the query
   * @param done run once, on any thread, when nothing of the request is under way any more
   */
  void serve(HttpExchange exchange, String path, Runnable done);
}
