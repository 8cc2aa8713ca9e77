// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.coding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.memory.BodyBudget;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks what clients send with {@code Content-Encoding}, and packs what they are answered as
 * {@code Accept-Encoding} asks, where that pays and the service allows it. Failures are never
 * packed. The service behind it sees plain bodies only; requests that name neither header go
 * straight to it. A packed request is served on another thread than an event loop, as nobody knows
 * how much it unpacks to.
 */
public final class CodingService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(CodingService.class);

  private final HttpService service;
  private final BodyBudget budget;
  private final long maxBodyBytes;
  private final Executor offLoop;

  /**
   * @param budget where unpacked bytes are counted
   * @param maxBodyBytes the largest body, before and after unpacking
   * @param offLoop where packing and unpacking happen; the budget bounds how much of it there is
   */
  public CodingService(
      HttpService service, BodyBudget budget, long maxBodyBytes, Executor offLoop) {
    this.service = service;
    this.budget = budget;
    this.maxBodyBytes = maxBodyBytes;
    this.offLoop = offLoop;
  }

  @Override
  public void admit(HttpRequestHead head) {
    service.admit(head);
  }

  @Override
  public HttpResponse refusal(ServingException failure) {
    return service.refusal(failure);
  }

  @Override
  public void serve(HttpExchange exchange) {
    HttpHeaders headers = exchange.head().headers();
    String contentEncoding = headers.get("content-encoding");
    String acceptEncoding = headers.get("accept-encoding");
    if (contentEncoding == null && acceptEncoding == null) {
      service.serve(exchange);
    } else {
      serve(exchange, contentEncoding, acceptEncoding);
    }
  }

  private void serve(
      HttpExchange exchange, @Nullable String contentEncoding, @Nullable String acceptEncoding) {
    ContentCoding answer =
        acceptEncoding == null ? ContentCoding.IDENTITY : ContentCoding.preferred(acceptEncoding);
    ContentCoding request;
    try {
      request =
          contentEncoding == null ? ContentCoding.IDENTITY : ContentCoding.of(contentEncoding);
      if (request != ContentCoding.IDENTITY) {
        service.admit(exchange.head()); // before it is unpacked
      }
    } catch (ServingException e) {
      fail(exchange, e);
      return;
    }
    if (request == ContentCoding.IDENTITY || exchange.body().size() == 0) {
      service.serve(
          answer == ContentCoding.IDENTITY
              ? exchange
              : new CodedExchange(exchange, service, exchange.body(), answer, offLoop));
      return;
    }
    RequestBody packed = exchange.body().retain();
    offLoop.execute(() -> serveUnpacked(exchange, packed, request, answer));
  }

  /** Takes {@code packed} over, and is done with it before the service begins. */
  private void serveUnpacked(
      HttpExchange exchange, RequestBody packed, ContentCoding request, ContentCoding answer) {
    RequestBody unpacked;
    try (packed) {
      unpacked = new Inflation(budget, maxBodyBytes).inflate(packed, request);
    } catch (ServingException e) {
      fail(exchange, e);
      return;
    }
    CodedExchange plain = new CodedExchange(exchange, service, unpacked, answer, offLoop);
    try (unpacked) {
      service.serve(plain);
    } catch (Throwable failure) {
      // the promise that HttpService.serve gives on an event loop
      ServingException seen = ServingException.from(failure);
      if (seen.code() == ErrorCode.INTERNAL) {
        log.error("a request failed: {}", seen.getMessage(), seen);
      }
      if (!plain.answered()) {
        exchange.respond(HttpResponse.failure(seen));
      }
    }
  }

  private static void fail(HttpExchange exchange, ServingException failure) {
    HttpResponse plain = HttpResponse.failure(failure);
    exchange.respond(
        failure.code() == ErrorCode.UNSUPPORTED_MEDIA_TYPE
            ? new HttpResponse(
                plain.status(),
                plain.contentType(),
                List.of(new Header("Accept-Encoding", ContentCoding.OFFERED)),
                plain.body())
            : plain);
  }
}
