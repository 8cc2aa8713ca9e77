// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.answer.ApiReply.EventSink;
import io.slipway.controlplane.apiserver.answer.ApiReply.EventSource;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.pods.ChannelProtocol;
import io.slipway.transport.websocket.WebSocket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Answers that come bit by bit, to clients that ask for them over a WebSocket: a watch as text
 * messages, one for each event; a log as binary ones, or in base64 as text.
 */
final class SocketAnswers {
  private static final List<String> LOGS = List.of(ChannelProtocol.BINARY, ChannelProtocol.BASE64);
  private static final byte[] NOTHING = {};

  private SocketAnswers() {}

  static boolean isAskedFor(ApiCall call) {
    return call.header("upgrade").equalsIgnoreCase("websocket")
        && call.header("connection").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** What the client says it speaks over the socket, its favourite first. */
  static List<String> offered(ApiCall call) {
    List<String> offered = new ArrayList<>();
    for (String word : call.header("sec-websocket-protocol").split(",", -1)) {
      if (!word.isBlank() && !ChannelProtocol.isToken(word.strip())) {
        offered.add(word.strip());
      }
    }
    return offered;
  }

  /**
   * A watch. It speaks no protocol: one that is offered is agreed to.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for several protocols,
   *     Forbidden without an origin, which kube-apiserver wants, too
   */
  static ApiReply.Upgrade watch(ApiCall call, EventSource source) {
    if (call.header("origin").isEmpty()) {
      throw ApiErrors.forbidden(
          "a watch over a WebSocket without an Origin (expected: Origin: https://HOST:PORT of this"
              + " API)");
    }
    List<String> offered = offered(call);
    if (offered.size() > 1) {
      throw ApiErrors.badRequest(
          "Sec-WebSocket-Protocol: %s (expected: one for a watch, or none)"
              .formatted(String.join(", ", offered)));
    }
    String protocol = offered.isEmpty() ? "" : offered.getFirst();
    return new ApiReply.Upgrade(
        protocol,
        (socket, _) -> tell(socket, source, event -> socket.sendText(event, 0, event.length)));
  }

  /**
   * A log. Its first message is empty, so that proxies see that there is something.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest for protocols that are
   *     none of logs
   */
  static ApiReply.Upgrade log(ApiCall call, EventSource source) {
    List<String> offered = offered(call);
    String protocol = offered.isEmpty() ? "" : ChannelProtocol.choose(offered, LOGS);
    return new ApiReply.Upgrade(
        protocol,
        (socket, spoken) -> {
          Sending sending = logSending(socket, spoken);
          sending.send(NOTHING);
          tell(socket, source, sending);
        });
  }

  private static Sending logSending(WebSocket socket, String protocol) {
    return protocol.equals(ChannelProtocol.BASE64)
        ? part -> {
          byte[] text = Base64.getEncoder().encode(part);
          return socket.sendText(text, 0, text.length);
        }
        : part -> socket.send(part, 0, part.length);
  }

  /** How parts become messages. */
  private interface Sending {
    boolean send(byte[] part) throws InterruptedException;
  }

  private static void tell(WebSocket socket, EventSource source, Sending sending)
      throws InterruptedException {
    Thread.ofVirtual().name("socket-ignored").start(() -> ignore(socket));
    source.tell(new Listener(socket, sending));
    socket.close(WebSocket.NORMAL, "");
  }

  /** What a client says is not for anybody; unread, it would hide that the client leaves. */
  private static void ignore(WebSocket socket) {
    try {
      byte[] message = socket.receive();
      while (message != null) {
        message = socket.receive();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Who listens at the other end. */
  private record Listener(WebSocket socket, Sending sending) implements EventSink {
    @Override
    public boolean send(byte[] event) throws InterruptedException {
      return sending.send(event);
    }

    @Override
    public void onGone(Runnable action) {
      socket.onGone(action);
    }
  }
}
