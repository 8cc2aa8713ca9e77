// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.answer.ApiCall;
import io.slipway.controlplane.apiserver.answer.ApiReply;
import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls that come over HTTP: each is answered on a virtual thread, as many at once as allowed. */
final class ApiFront implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(ApiFront.class);
  private static final int MAX_CALLS = 256;
  private static final int MAX_WATCHES = 4096;
  private static final int OK = 200;

  private final KubernetesApi api;
  private final Callers callers;
  private final Semaphore calls = new Semaphore(MAX_CALLS);
  private final Semaphore watches = new Semaphore(MAX_WATCHES);
  private final Sockets sockets = new Sockets();

  ApiFront(KubernetesApi api) {
    this.api = api;
    this.callers = new Callers(api);
  }

  @Override
  public void serve(HttpExchange exchange) {
    if (!calls.tryAcquire()) {
      exchange.respond(
          response(
              KubernetesApi.failure(
                  ApiErrors.tooManyRequests("too many calls at once, please try again later", 1))));
      return;
    }
    RequestBody body = exchange.body().retain();
    Thread.ofVirtual().name("api").start(() -> answer(exchange, body));
  }

  @Override
  public HttpResponse refusal(ServingException failure) {
    return response(KubernetesApi.failure(failure));
  }

  /** Lists on a loopback address are not worth their packing. */
  @Override
  public boolean packs(HttpRequestHead head) {
    return false;
  }

  private void answer(HttpExchange exchange, RequestBody body) {
    ApiReply reply;
    try (body) {
      reply = api.answer(call(exchange.head(), body.copy(0, body.size())));
    } catch (ApiException e) {
      reply = KubernetesApi.failure(e);
    } catch (RuntimeException | Error e) { // else nobody would answer
      log.error("{} {} failed", exchange.head().method(), exchange.head().path(), e);
      reply =
          KubernetesApi.failure(
              ApiErrors.internal(e.getClass().getSimpleName() + "; the log has more"));
    } finally {
      calls.release();
    }
    switch (reply) {
      case ApiReply.Whole whole -> exchange.respond(response(whole));
      case ApiReply.Events events -> follow(exchange, events);
      case ApiReply.Upgrade upgrade -> sockets.open(exchange, upgrade);
    }
  }

  private ApiCall call(HttpRequestHead head, byte[] body) {
    return new ApiCall(
        head.method(),
        head.path(),
        head.query(),
        new RequestHeaders(head.headers()),
        body,
        callers.of(head));
  }

  static HttpResponse response(ApiReply.Whole whole) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Cache-Control", "no-cache, private"));
    if (!whole.entityTag().isEmpty()) {
      headers.add(new Header("ETag", whole.entityTag()));
      headers.add(new Header("Vary", "Accept"));
    }
    for (String warning : whole.warningHeaders()) {
      headers.add(new Header("Warning", warning));
    }
    OutputBuffer body = OutputBuffer.allocate(whole.body().length);
    body.writeBytes(whole.body());
    return new HttpResponse(whole.status(), whole.contentType(), headers, body);
  }

  private void follow(HttpExchange exchange, ApiReply.Events events) {
    if (!watches.tryAcquire()) {
      exchange.respond(
          response(
              KubernetesApi.failure(
                  ApiErrors.tooManyRequests("too many watches, please try again later", 1))));
      return;
    }
    try {
      List<Header> headers = List.of(new Header("Cache-Control", "no-cache, private"));
      tell(
          exchange.respondInParts(new HttpResponse(OK, events.contentType(), headers, null)),
          events.source());
    } finally {
      watches.release();
    }
  }

  /** The client sees an answer that is whole, or one that is cut off; never one without end. */
  private static void tell(ResponseStream stream, ApiReply.EventSource source) {
    boolean whole = false;
    try {
      source.tell(new StreamSink(stream));
      whole = true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("a watch failed and was cut off", e);
    } finally {
      if (whole) {
        stream.end();
      } else {
        stream.abort();
      }
    }
  }
}
