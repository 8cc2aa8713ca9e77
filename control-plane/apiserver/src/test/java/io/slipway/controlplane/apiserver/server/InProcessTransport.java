// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import io.slipway.controlplane.testing.contract.ApiRequest;
import io.slipway.controlplane.testing.contract.ApiResponse;
import io.slipway.controlplane.testing.contract.ApiStream;
import io.slipway.controlplane.testing.contract.ApiTransport;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** fabric8's HTTP client without a socket, as controllers in this process have it. */
final class InProcessTransport implements ApiTransport {
  private static final long LIMIT_S = 60;
  private static final int BUFFER = 1 << 20;

  private final HttpClient client;

  InProcessTransport(HttpClient client) {
    this.client = client;
  }

  @Override
  public ApiResponse send(ApiRequest request) {
    HttpResponse<byte[]> answer = await(client.sendAsync(translated(request), byte[].class));
    Map<String, List<String>> headers = new TreeMap<>();
    answer.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new ApiResponse(answer.code(), headers, answer.body());
  }

  @Override
  public ApiStream open(ApiRequest request) {
    try {
      PipedOutputStream parts = new PipedOutputStream();
      PipedInputStream read = new PipedInputStream(parts, BUFFER);
      HttpResponse<AsyncBody> answer =
          await(
              client.consumeBytes(translated(request), (value, body) -> pass(value, body, parts)));
      AsyncBody body = answer.body();
      body.done().whenComplete((_, _) -> close(parts));
      body.consume();
      return new ApiStream(answer.code(), new Cancelling(read, body));
    } catch (IOException e) {
      throw new AssertionError(request.target() + " could not be opened", e);
    }
  }

  private HttpRequest translated(ApiRequest request) {
    HttpRequest.Builder builder =
        client
            .newHttpRequestBuilder()
            .uri(InProcess.ROOT.resolve(request.target()).toString())
            .method(
                request.method(),
                request.headers().getOrDefault("Content-Type", ""),
                request.body().length == 0 ? null : new String(request.body(), UTF_8));
    request.headers().forEach(builder::setHeader);
    return builder.build();
  }

  private static void pass(List<ByteBuffer> parts, AsyncBody body, PipedOutputStream to)
      throws IOException {
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      to.write(bytes);
    }
    to.flush();
    body.consume();
  }

  private static void close(PipedOutputStream parts) {
    try {
      parts.close();
    } catch (IOException e) {
      throw new AssertionError("a pipe could not be closed", e);
    }
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an answer", e);
    }
  }

  /** Tells the API that nobody listens any more. */
  private static final class Cancelling extends FilterInputStream {
    private final AsyncBody body;

    Cancelling(PipedInputStream parts, AsyncBody body) {
      super(parts);
      this.body = body;
    }

    @Override
    public void close() throws IOException {
      body.cancel();
      super.close();
    }
  }
}
