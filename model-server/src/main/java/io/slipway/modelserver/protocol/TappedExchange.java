// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.payload.AnswerParts;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.transport.codec.v2.InferenceHeader;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose answer is listened to, if it is a good one.
 *
 * @param partsAreOne whether an answer in parts is one answer; else each of its parts is told of by
 *     whoever sends it
 */
record TappedExchange(HttpExchange exchange, PayloadTap tap, boolean partsAreOne)
    implements HttpExchange {
  private static final int OK = 200;

  /** Of a model in this process. */
  TappedExchange(HttpExchange exchange, PayloadTap tap) {
    this(exchange, tap, false);
  }

  @Override
  public HttpRequestHead head() {
    return exchange.head();
  }

  @Override
  public RequestBody body() {
    return exchange.body();
  }

  @Override
  public void respond(HttpResponse response) {
    OutputBuffer body = response.body();
    String contentType = response.contentType();
    if (response.status() == OK && body != null && contentType != null) {
      tap.response(body, contentType, jsonLength(response));
    }
    exchange.respond(response);
  }

  private static @Nullable String jsonLength(HttpResponse response) {
    for (Header header : response.headers()) {
      if (header.name().equals(InferenceHeader.NAME)) {
        return header.value();
      }
    }
    return null;
  }

  @Override
  public ResponseStream respondInParts(HttpResponse head) {
    ResponseStream stream = exchange.respondInParts(head);
    String contentType = head.contentType();
    AnswerParts parts =
        partsAreOne && head.status() == OK && contentType != null
            ? tap.responseInParts(contentType, jsonLength(head))
            : null;
    return parts == null ? stream : TappedParts.over(stream, parts);
  }

  @Override
  public void onCancel(Runnable action) {
    exchange.onCancel(action);
  }
}
