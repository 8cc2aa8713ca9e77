// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.BodyAccumulator;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import io.slipway.transport.server.TransportObserver.Protocol;
import org.jspecify.annotations.Nullable;

/** A request over HTTP/2 that is not gRPC. */
final class Http2Exchange extends Http2Request<HttpResponse> implements HttpExchange {
  private final HttpRequestHead head;
  private final BodyAccumulator received;
  private @Nullable RequestBody body;
  private @Nullable RequestBody held;

  /** Set by whoever claims the answer, if that comes in parts. */
  private @Nullable Http2Parts parts;

  Http2Exchange(Http2Connection connection, int streamId, HttpRequestHead head, long length) {
    super(connection, streamId);
    this.head = head;
    TransportConfig config = connection.scope().config();
    this.received =
        new BodyAccumulator(
            connection.scope().budget(), connection.allocator(), length, config.maxBodyBytes());
  }

  /** Keeps the whole body, which it takes over, until {@link #serveHeld}. */
  void hold(RequestBody whole) {
    held = whole;
  }

  void serveHeld() {
    RequestBody whole = held;
    held = null;
    if (whole != null) {
      serve(whole);
    }
  }

  @Override
  int data(ByteBuf data) {
    int size = data.readableBytes();
    received.append(data, size);
    return size;
  }

  @Override
  void end() {
    serve(received.finish());
  }

  /** Hands the request to the service; takes over {@code whole}. */
  void serve(RequestBody whole) {
    body = whole;
    ServerScope scope = connection().scope();
    scope.observer().request(Protocol.HTTP_2);
    try {
      scope.http().serve(this);
    } catch (Throwable failure) {
      ServingException seen = ServerScope.seen(failure);
      if (!isGiven()) {
        respond(HttpResponse.failure(seen));
      }
    } finally {
      whole.close();
    }
  }

  @Override
  public HttpRequestHead head() {
    return head;
  }

  @Override
  public RequestBody body() {
    return body == null ? RequestBody.empty() : body;
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
    Http2Parts stream = new Http2Parts(this, !head.method().equals("HEAD"));
    parts = stream;
    pass(answerHead);
    return stream;
  }

  @Override
  public void onCancel(Runnable action) {
    onGone(action);
  }

  @Override
  void send(HttpResponse answer) {
    Http2Parts stream = parts;
    if (stream == null) {
      sendWhole(answer);
      return;
    }
    connection()
        .writer()
        .headers(
            streamId(), Http2ResponseHeaders.of(answer, Http2ResponseHeaders.NO_LENGTH), false);
    connection().answered(this);
    stream.begin();
  }

  private void sendWhole(HttpResponse answer) {
    OutputBuffer output = answer.body();
    boolean empty = output == null || output.size() == 0 || head.method().equals("HEAD");
    Http2Writer writer = connection().writer();
    writer.headers(
        streamId(), Http2ResponseHeaders.of(answer, output == null ? 0 : output.size()), empty);
    if (output != null) {
      if (empty) {
        output.close();
      } else {
        writer.data(this, output.buffer(), true);
      }
    }
    connection().answered(this);
  }

  @Override
  void drop(HttpResponse answer) {
    Http1Exchange.close(answer);
    if (parts != null) {
      parts.clientGone();
    }
  }

  @Override
  void onClosed() {
    if (parts != null) {
      parts.clientGone();
    }
  }

  @Override
  @Nullable Limit overdue(long now, TransportConfig config) {
    boolean waiting = parts != null && isOver() && !parts.isOver() && parts.unsent() == 0;
    return waiting ? null : super.overdue(now, config);
  }

  @Override
  void refuse(ServingException failure) {
    refuse(connection().scope().http().refusal(failure));
  }

  void refuse(HttpResponse response) {
    if (abandon()) {
      discard();
      send(response);
    } else {
      drop(response);
    }
  }

  @Override
  void discard() {
    received.discard();
    RequestBody whole = held;
    held = null;
    if (whole != null) {
      whole.close();
    }
  }
}
