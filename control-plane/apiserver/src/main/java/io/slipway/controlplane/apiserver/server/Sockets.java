// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.apiserver.answer.ApiReply;
import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.websocket.WebSocket;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSockets that are open, as many as allowed. */
final class Sockets {
  private static final Logger log = LoggerFactory.getLogger(Sockets.class);
  private static final int MAX_SOCKETS = 1024;

  private final Semaphore free = new Semaphore(MAX_SOCKETS);

  /** Turns a connection into a WebSocket, and blocks until that is over. */
  void open(HttpExchange exchange, ApiReply.Upgrade upgrade) {
    if (!free.tryAcquire()) {
      exchange.respond(
          ApiFront.response(
              KubernetesApi.failure(
                  ApiErrors.tooManyRequests("too many WebSockets, please try again later", 1))));
      return;
    }
    try {
      WebSocket socket = exchange.upgrade(upgrade.protocol());
      if (socket == null) {
        exchange.respond(
            ApiFront.response(
                KubernetesApi.failure(
                    ApiErrors.badRequest(
                        "a WebSocket begins with GET over HTTP/1.1, Connection: Upgrade,"
                            + " Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key"))));
        return;
      }
      use(socket, upgrade);
    } finally {
      free.release();
    }
  }

  private static void use(WebSocket socket, ApiReply.Upgrade upgrade) {
    try {
      upgrade.use().run(socket, upgrade.protocol());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("a WebSocket of {} failed", upgrade.protocol(), e);
    } finally {
      socket.close(WebSocket.INTERNAL_ERROR, "the log has more"); // nothing if it is closed already
    }
  }
}
