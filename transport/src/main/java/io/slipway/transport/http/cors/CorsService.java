// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http.cors;

import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers browsers that ask whether a page may call, and tells them with every answer that an
 * allowed one may read it. Stands before whatever asks for credentials, as the question of a
 * browser has none.
 */
public final class CorsService implements HttpService {
  private static final String METHODS = "GET, HEAD, POST";
  private static final String EXPOSED =
      "Inference-Header-Content-Length, Retry-After, ce-id, ce-source, ce-specversion, ce-time,"
          + " ce-type";
  private static final String MAX_AGE_SECONDS = "600";

  private final HttpService service;
  private final CorsPolicy policy;

  public CorsService(HttpService service, CorsPolicy policy) {
    this.service = service;
    this.policy = policy;
  }

  @Override
  public void serve(HttpExchange exchange) {
    HttpHeaders headers = exchange.head().headers();
    String origin = headers.get("origin");
    if (origin == null || !policy.allows(origin)) {
      service.serve(exchange);
    } else if (isPreflight(exchange.head())) {
      exchange.respond(new HttpResponse(204, null, preflight(headers, origin), null));
    } else {
      service.serve(new CorsExchange(exchange, origin));
    }
  }

  @Override
  public void admit(HttpRequestHead head) {
    String origin = head.headers().get("origin");
    if (origin == null || !policy.allows(origin) || !isPreflight(head)) {
      service.admit(head);
    }
  }

  @Override
  public HttpResponse refusal(ServingException failure) {
    return service.refusal(failure);
  }

  @Override
  public boolean packs(HttpRequestHead head) {
    return service.packs(head);
  }

  private static boolean isPreflight(HttpRequestHead head) {
    return head.method().equals("OPTIONS")
        && head.headers().get("access-control-request-method") != null;
  }

  private List<Header> preflight(HttpHeaders headers, String origin) {
    List<Header> answer = new ArrayList<>();
    answer.add(new Header("Access-Control-Allow-Origin", policy.answer(origin)));
    answer.add(new Header("Access-Control-Allow-Methods", METHODS));
    String wanted = headers.get("access-control-request-headers");
    if (wanted != null) {
      answer.add(new Header("Access-Control-Allow-Headers", wanted));
    }
    if (headers.get("access-control-request-private-network") != null) {
      answer.add(new Header("Access-Control-Allow-Private-Network", "true"));
    }
    answer.add(new Header("Access-Control-Max-Age", MAX_AGE_SECONDS));
    answer.add(new Header("Vary", "Origin, Access-Control-Request-Headers"));
    return answer;
  }

  /** An exchange whose answer an allowed page may read. */
  private final class CorsExchange implements HttpExchange {
    private final HttpExchange exchange;
    private final String origin;

    CorsExchange(HttpExchange exchange, String origin) {
      this.exchange = exchange;
      this.origin = origin;
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
    public ResponseStream respondInParts(HttpResponse head) {
      return exchange.respondInParts(readable(head));
    }

    @Override
    public void onCancel(Runnable action) {
      exchange.onCancel(action);
    }

    @Override
    public void respond(HttpResponse response) {
      exchange.respond(readable(response));
    }

    private HttpResponse readable(HttpResponse response) {
      List<Header> headers = new ArrayList<>(response.headers());
      headers.add(new Header("Access-Control-Allow-Origin", policy.answer(origin)));
      headers.add(new Header("Access-Control-Expose-Headers", EXPOSED));
      headers.add(new Header("Vary", "Origin"));
      return new HttpResponse(response.status(), response.contentType(), headers, response.body());
    }
  }
}
