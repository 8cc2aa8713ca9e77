// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.inprocess;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.BodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.ByteArrayBodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.InputStreamBodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.StringBodyContent;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.slipway.controlplane.apiserver.answer.ApiCall;
import io.slipway.controlplane.apiserver.answer.ApiReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Calls the API on virtual threads, one for each call, which tell of what is answered. */
final class InProcessClient
    extends StandardHttpClient<InProcessClient, InProcessFactory, InProcessFactory.Builder> {
  private static final int OK = 200;
  private static final String CONTENT_TYPE = "Content-Type";

  private final InProcessFactory factory;

  InProcessClient(InProcessFactory.Builder builder, InProcessFactory factory) {
    super(builder, new AtomicBoolean());
    this.factory = factory;
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    CompletableFuture<HttpResponse<AsyncBody>> answer = new CompletableFuture<>();
    Thread.ofVirtual().name("api-call").start(() -> call(request, consumer, answer));
    return answer;
  }

  private void call(
      StandardHttpRequest request,
      AsyncBody.Consumer<List<ByteBuffer>> consumer,
      CompletableFuture<HttpResponse<AsyncBody>> answer) {
    Delivery delivery = new Delivery(consumer);
    try {
      switch (factory.api().answer(call(request))) {
        case ApiReply.Whole whole -> {
          answer.complete(new Response(request, whole.status(), headers(whole), delivery));
          delivery.whole(whole.body());
        }
        case ApiReply.Events events -> {
          Map<String, List<String>> headers = Map.of(CONTENT_TYPE, List.of(events.contentType()));
          answer.complete(new Response(request, OK, headers, delivery));
          delivery.events(events.source());
        }
        case ApiReply.Upgrade _ ->
            throw new IOException("WebSockets are not there inside of the process");
      }
    } catch (IOException | RuntimeException e) {
      fail(answer, delivery, e);
    } catch (InterruptedException e) {
      fail(answer, delivery, e);
      Thread.currentThread().interrupt();
    } catch (Error e) {
      fail(answer, delivery, e);
      throw e;
    }
  }

  /** Nobody waits for ever, neither for the answer nor for the end of its body. */
  private static void fail(
      CompletableFuture<HttpResponse<AsyncBody>> answer, Delivery delivery, Throwable failure) {
    answer.completeExceptionally(failure);
    delivery.fail(failure);
  }

  private static Map<String, List<String>> headers(ApiReply.Whole whole) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put(CONTENT_TYPE, List.of(whole.contentType()));
    if (!whole.entityTag().isEmpty()) {
      headers.put("ETag", List.of(whole.entityTag()));
    }
    if (!whole.warnings().isEmpty()) {
      headers.put("Warning", whole.warningHeaders());
    }
    return headers;
  }

  private ApiCall call(StandardHttpRequest request) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    String type = request.getContentType();
    if (type != null) {
      headers.put("content-type", List.of(type));
    }
    return new ApiCall(
        request.method(),
        request.uri().getRawPath(),
        request.uri().getRawQuery(),
        new Headers(headers),
        body(request.body()),
        factory.user());
  }

  /** Fields by their names in any case. */
  private record Headers(Map<String, List<String>> values) implements ApiCall.Headers {
    @Override
    public @Nullable String get(String name) {
      List<String> all = all(name);
      return all.isEmpty() ? null : all.getFirst();
    }

    @Override
    public List<String> all(String name) {
      return values.getOrDefault(name, List.of());
    }

    @Override
    public Collection<String> names() {
      return values.keySet();
    }
  }

  private static byte[] body(@Nullable BodyContent body) throws IOException {
    return switch (body) {
      case null -> new byte[0];
      case StringBodyContent text -> text.getContent().getBytes(StandardCharsets.UTF_8);
      case ByteArrayBodyContent bytes -> bytes.getContent();
      case InputStreamBodyContent stream -> stream.getContent().readAllBytes();
      default -> throw new IOException("a body of an unknown form: " + body.getClass());
    };
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder builder, WebSocket.Listener listener) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("WebSockets are not there inside of the process"));
  }

  @Override
  protected void doClose() {
    // each call ends by itself
  }

  /** An answer whose body is delivered to the one who asked. */
  private static final class Response extends StandardHttpHeaders
      implements HttpResponse<AsyncBody> {
    private final HttpRequest request;
    private final int code;
    private final AsyncBody body;

    Response(HttpRequest request, int code, Map<String, List<String>> headers, AsyncBody body) {
      super(headers);
      this.request = request;
      this.code = code;
      this.body = body;
    }

    @Override
    public int code() {
      return code;
    }

    @Override
    public AsyncBody body() {
      return body;
    }

    @Override
    public HttpRequest request() {
      return request;
    }

    @Override
    public Optional<HttpResponse<?>> previousResponse() {
      return Optional.empty();
    }
  }
}
