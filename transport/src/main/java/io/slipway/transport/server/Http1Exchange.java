// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.EventLoop;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;

/** One request of an HTTP/1.1 connection. */
final class Http1Exchange extends Answer<HttpResponse> implements HttpExchange {
  private final Http1Connection connection;
  private final HttpRequestHead head;
  private final RequestBody body;
  private final boolean keepAlive;
  private final boolean http10;

  Http1Exchange(
      EventLoop loop,
      Http1Connection connection,
      HttpRequestHead head,
      RequestBody body,
      Http1Head framing) {
    super(loop);
    this.connection = connection;
    this.head = head;
    this.body = body;
    this.keepAlive = framing.keepAlive;
    this.http10 = framing.http10;
  }

  boolean keepAlive() {
    return keepAlive;
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
  public void onCancel(Runnable action) {
    onGone(action);
  }

  @Override
  void send(HttpResponse answer) {
    connection.answer(this, answer);
  }

  @Override
  void drop(HttpResponse answer) {
    close(answer);
  }

  static void close(HttpResponse response) {
    OutputBuffer body = response.body();
    if (body != null) {
      body.close();
    }
  }
}
