// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.websocket.WebSocket;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The request is complete when a service sees it. {@link #respond} and
 * {@link #onCancel} may be called on any thread; everything else on the thread that was given the
 * exchange.
 */
public interface HttpExchange {
  HttpRequestHead head();

  /**
   * The body, empty if there was none. The exchange holds a reference to it until the service's
   * call returns; take one more to keep it longer.
   */
  RequestBody body();

  /**
   * Sends the answer, exactly once; takes over its body. If the client is gone, the body is
   * released and nothing else happens.
   *
   * @throws IllegalStateException on a second answer, whose body is released
   */
  void respond(HttpResponse response);

  /**
   * Begins an answer whose body comes in parts; this is the request's one answer. From now on the
   * stream tells of a client that goes away.
   *
   * @param head without a body, and without a length, which nobody knows
   * @throws IllegalStateException on a second answer
   */
  ResponseStream respondInParts(HttpResponse head);

  /**
   * Turns the connection into a WebSocket; this is the request's one answer.
   *
   * @param protocol one of those that the client offers, empty for none
   * @return null if the request asks for no WebSocket, or not over HTTP/1.1: it is to be answered
   *     in another way
   * @throws IllegalStateException on a second answer
   */
  default @Nullable WebSocket upgrade(String protocol) {
    return null;
  }

  /**
   * Runs {@code action}, on an event loop, when the client goes away before the answer; at once if
   * it already did. One action per exchange, a second replaces the first.
   */
  void onCancel(Runnable action);
}
