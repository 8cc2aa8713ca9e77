// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.EventLoop;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.websocket.Handshake;
import io.slipway.transport.websocket.WebSocket;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/1.1 connection. */
final class Http1Exchange extends Answer<HttpResponse> implements HttpExchange {
  private final EventLoop loop;
  private final Http1Connection connection;
  private final HttpRequestHead head;
  private final RequestBody body;
  private final boolean keepAlive;
  private final boolean http10;

  /** Set by whoever claims the answer, if that comes in parts. */
  private @Nullable Http1Parts parts;

  /** Set by whoever claims the answer, if that is an upgrade. */
  private @Nullable WebSocketConnection socket;

  Http1Exchange(
      EventLoop loop,
      Http1Connection connection,
      HttpRequestHead head,
      RequestBody body,
      Http1Head framing) {
    super(loop);
    this.loop = loop;
    this.connection = connection;
    this.head = head;
    this.body = body;
    this.keepAlive = framing.keepAlive;
    this.http10 = framing.http10;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the client wants no body. */
  boolean isHead() {
    return head.method().equals("HEAD");
  }

  boolean http10() {
    return http10;
  }

  @Override
  public HttpRequestHead head() {
    return head;
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public void respond(HttpResponse response) {
    give(response);
  }

  @Override
  public ResponseStream respondInParts(HttpResponse answerHead) {
    if (!claim()) {
      throw secondAnswer();
    }
    Http1Parts stream = new Http1Parts(loop, connection, !http10, !isHead(), http10 || !keepAlive);
    parts = stream;
    pass(answerHead);
    return stream;
  }

  @Override
  public @Nullable WebSocket upgrade(String protocol) {
    if (http10 || !Handshake.isAskedFor(head)) {
      return null;
    }
    if (!claim()) {
      throw secondAnswer();
    }
    WebSocketConnection successor = connection.webSocket(loop);
    socket = successor;
    pass(Handshake.accept(head, protocol));
    return successor;
  }

  @Override
  public void onCancel(Runnable action) {
    onGone(action);
  }

  @Override
  void send(HttpResponse answer) {
    Http1Parts stream = parts;
    if (socket != null) {
      connection.become(answer, socket);
    } else if (stream == null) {
      connection.answer(this, answer);
    } else {
      connection.begin(answer, stream);
    }
  }

  /** On the event loop. */
  void clientGone() {
    if (!abandon() && parts != null) {
      parts.clientGone();
    }
  }

  @Override
  void drop(HttpResponse answer) {
    close(answer);
    if (socket != null) {
      socket.neverBegun();
    }
    if (parts != null) {
      parts.clientGone();
    }
  }

  static void close(HttpResponse response) {
    OutputBuffer body = response.body();
    if (body != null) {
      body.close();
    }
  }
}
