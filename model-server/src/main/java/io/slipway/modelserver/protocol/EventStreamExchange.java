// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;

/**
 * An exchange whose JSON answer goes out as a stream of server-sent events. A model here gives one
 * answer to a request, so there is one event; a failure comes before it, and is an answer as
 * everywhere.
 */
record EventStreamExchange(HttpExchange exchange) implements HttpExchange {
  private static final int OK = 200;
  private static final int FRAME_BYTES = 16;

  @Override
  public HttpRequestHead head() {
    return exchange.head();
  }

  @Override
  public RequestBody body() {
    return exchange.body();
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if the answer has binary tensors; it is released then
   */
  @Override
  public void respond(HttpResponse response) {
    OutputBuffer body = response.body();
    if (response.status() != OK || body == null) {
      exchange.respond(response);
      return;
    }
    OutputBuffer event;
    try (body) {
      if (!HttpResponse.JSON.equals(response.contentType())) {
        throw ServingException.invalid(
            "binary output is asked for, but events are JSON (expected: /infer for binary data)");
      }
      event = Answers.write(out -> writeEvent(body, out), body.size() + FRAME_BYTES);
    }
    exchange.respond(new HttpResponse(OK, HttpResponse.EVENT_STREAM, response.headers(), event));
  }

  /** The JSON that is written here has no line breaks, so one line holds it. */
  private static void writeEvent(OutputBuffer json, OutputBuffer out) {
    out.writeAscii("data: ");
    out.writeBytes(json);
    out.writeAscii("\n\n");
  }

  @Override
  public ResponseStream respondInParts(HttpResponse head) {
    return exchange.respondInParts(head);
  }

  @Override
  public void onCancel(Runnable action) {
    exchange.onCancel(action);
  }
}
