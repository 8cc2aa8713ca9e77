// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.websocket.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An exchange whose request was unpacked, or whose answer is packed, or both. */
final class CodedExchange implements HttpExchange {
  /** Below this the packing costs more than the bytes that it saves. */
  private static final int MIN_BYTES = 1024;

  /** Packing more would hold up an event loop, or a model's worker. */
  private static final int INLINE_BYTES = 32 * 1024;

  private static final int FIRST_FAILURE_STATUS = 400;

  private final HttpExchange exchange;
  private final HttpService service;
  private final RequestBody body;
  private final ContentCoding coding;
  private final Executor large;
  private volatile boolean answered;

  /**
   * @param service says which answers may be packed
   * @param body unpacked; borrowed, as an exchange's own
   * @param coding of the answer
   * @param large where large answers are packed
   */
  CodedExchange(
      HttpExchange exchange,
      HttpService service,
      RequestBody body,
      ContentCoding coding,
      Executor large) {
    this.exchange = exchange;
    this.service = service;
    this.body = body;
    this.coding = coding;
    this.large = large;
  }

  @Override
  public HttpRequestHead head() {
    return exchange.head();
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public void onCancel(Runnable action) {
    exchange.onCancel(action);
  }

  /** True once the service has given an answer, which may still be on its way. */
  boolean answered() {
    return answered;
  }

  @Override
  public void respond(HttpResponse response) {
    answered = true;
    OutputBuffer plain = response.body();
    if (plain == null || !packs(response, plain)) {
      exchange.respond(response);
    } else if (plain.size() <= INLINE_BYTES) {
      exchange.respond(packed(response, plain));
    } else {
      large.execute(() -> exchange.respond(packed(response, plain)));
    }
  }

  /** Never packed: each part is to arrive as it is sent. */
  @Override
  public ResponseStream respondInParts(HttpResponse head) {
    answered = true;
    return exchange.respondInParts(head);
  }

  @Override
  public @Nullable WebSocket upgrade(String protocol) {
    answered = true;
    return exchange.upgrade(protocol);
  }

  private boolean packs(HttpResponse response, OutputBuffer plain) {
    return coding != ContentCoding.IDENTITY
        && plain.size() >= MIN_BYTES
        && response.status() < FIRST_FAILURE_STATUS
        && !HttpResponse.EVENT_STREAM.equals(response.contentType())
        && !head().method().equals("HEAD")
        && service.packs(head());
  }

  private HttpResponse packed(HttpResponse response, OutputBuffer plain) {
    OutputBuffer packed = Deflation.deflate(plain, coding);
    List<Header> headers = new ArrayList<>(response.headers());
    headers.add(new Header("Vary", "Accept-Encoding"));
    if (packed == null) {
      return new HttpResponse(response.status(), response.contentType(), headers, plain);
    }
    plain.close();
    headers.add(new Header("Content-Encoding", coding.token()));
    return new HttpResponse(response.status(), response.contentType(), headers, packed);
  }
}
