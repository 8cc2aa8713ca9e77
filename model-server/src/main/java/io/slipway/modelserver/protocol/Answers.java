// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.v2.V2Documents;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writing answers over HTTP. */
final class Answers {
  private static final int DOCUMENT_SIZE = 256;

  private Answers() {}

  /** Writes a document into its buffer. */
  @FunctionalInterface
  interface Document {
    void writeTo(OutputBuffer buffer);
  }

  static void json(HttpExchange exchange, int status, Document document) {
    exchange.respond(HttpResponse.json(status, write(document, DOCUMENT_SIZE)));
  }

  /** A buffer with the document in it; released if writing it fails. */
  static OutputBuffer write(Document document, int expectedSize) {
    OutputBuffer buffer = OutputBuffer.allocate(expectedSize);
    boolean written = false;
    try {
      document.writeTo(buffer);
      written = true;
      return buffer;
    } finally {
      if (!written) {
        buffer.close();
      }
    }
  }

  static void error(HttpExchange exchange, ServingException failure, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(more));
    headers.addAll(HttpResponse.headersOf(failure));
    OutputBuffer body =
        write(buffer -> V2Documents.error(failure.getMessage(), buffer), DOCUMENT_SIZE);
    exchange.respond(
        new HttpResponse(failure.code().httpStatus(), HttpResponse.JSON, headers, body));
  }
}
