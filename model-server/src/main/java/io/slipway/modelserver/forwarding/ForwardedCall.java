// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.forwarding.Forwarding.Load;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request on its way to a Pod, and its answer on the way back. */
final class ForwardedCall {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

  private final String service;
  private final HttpClient client;
  private final Attempts attempts;
  private final HttpExchange exchange;
  private final String path;
  private final Runnable done;
  private final SentBody body;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable CompletableFuture<?> sending;
  private volatile boolean cancelled;

  ForwardedCall(
      String service,
      HttpClient client,
      Attempts attempts,
      HttpExchange exchange,
      String path,
      Runnable done) {
    this.service = service;
    this.client = client;
    this.attempts = attempts;
    this.exchange = exchange;
    this.path = path;
    this.done = done;
    this.body = new SentBody(exchange.body());
  }

  void begin() {
    exchange.onCancel(this::cancel);
    send("none of its Pods is ready");
  }

  /**
   * @param reason why it is not there yet
   */
  private void send(String reason) {
    Load load;
    try {
      load = attempts.next(reason);
    } catch (ServingException failure) {
      fail(failure);
      return;
    }
    HttpRequest request;
    try {
      request = request(load.destination());
    } catch (IllegalArgumentException e) {
      load.leave();
      fail(ServingException.invalid(path + " cannot be sent on: " + e.getMessage()));
      return;
    }
    CompletableFuture<java.net.http.HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
        client.sendAsync(request, BodyHandlers.ofPublisher());
    sending = answer;
    if (cancelled) {
      answer.cancel(true);
    }
    answer.whenComplete((response, failure) -> {
      if (failure == null) {
        answered(response, load);
      } else {
        load.leave();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        notAnswered(load, cause == null ? failure : cause);
      }
    });
  }

  private HttpRequest request(Destination destination) {
    HttpRequestHead head = exchange.head();
    String query = head.query() == null ? "" : "?" + head.query();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://" + destination.authority() + path + query))
            .timeout(ANSWER_TIMEOUT)
            .method(head.method(), body.publisher());
    String connection = head.headers().get("connection");
    HopHeaders hop = new HopHeaders(connection == null ? List.of() : List.of(connection));
    head.headers()
        .forEach((name, value) -> {
          // a packed body was unpacked when it came
          if (!hop.stays(name) && !name.equalsIgnoreCase("content-encoding")) {
            builder.header(name, value);
          }
        });
    if (head.authority() != null) {
      builder.setHeader("X-Forwarded-Host", head.authority());
    }
    builder.setHeader("X-Forwarded-Proto", head.peer().encrypted() ? "https" : "http");
    return builder.build();
  }

  private void answered(
      java.net.http.HttpResponse<Flow.Publisher<List<ByteBuffer>>> response, Load load) {
    List<HttpResponse.Header> headers = new ArrayList<>();
    HopHeaders hop = new HopHeaders(response.headers().allValues("connection"));
    try {
      response
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!hop.stays(name) && !name.equalsIgnoreCase("content-type")) {
              values.forEach(value -> headers.add(new HttpResponse.Header(name, value)));
            }
          });
    } catch (IllegalArgumentException e) {
      load.leave();
      response.body().subscribe(new Discarded());
      fail(new ServingException(ErrorCode.INTERNAL, load.destination() + ": " + e.getMessage()));
      return;
    }
    HttpResponse head =
        new HttpResponse(
            response.statusCode(),
            response.headers().firstValue("content-type").orElse(null),
            headers,
            null);
    long length = response.headers().firstValueAsLong("content-length").orElse(-1);
    if (exchange.head().method().equals("HEAD")) {
      length = 0;
    }
    response
        .body()
        .subscribe(
            new ForwardedAnswer(
                exchange,
                head,
                length,
                () -> {
                  load.leave();
                  end();
                }));
  }

  private void notAnswered(Load load, Throwable failure) {
    if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
      send(load.destination() + " cannot be reached (" + said(failure) + ")");
    } else if (failure instanceof HttpTimeoutException) {
      fail(
          new ServingException(
              ErrorCode.DEADLINE_EXCEEDED,
              "%s: %s did not answer within %d s"
                  .formatted(service, load.destination(), ANSWER_TIMEOUT.toSeconds())));
    } else {
      fail(
          new ServingException(
              ErrorCode.UNAVAILABLE,
              "%s: %s did not answer (%s)".formatted(service, load.destination(), said(failure))));
    }
  }

  private static String said(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private void cancel() {
    cancelled = true;
    CompletableFuture<?> now = sending;
    if (now != null) {
      now.cancel(true);
    }
  }

  private void fail(ServingException failure) {
    end();
    exchange.respond(HttpResponse.failure(failure));
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      body.close();
      done.run();
    }
  }

  /** For an answer that cannot be passed on: its connection ends. */
  private static final class Discarded implements Flow.Subscriber<List<ByteBuffer>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> item) {}

    @Override
    public void onError(Throwable throwable) {}

    @Override
    public void onComplete() {}
  }
}
