// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.testing.TestTokens;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** fabric8's HTTP client on the API in this process. */
class InProcessTest {
  private static final String NAMESPACES = InProcess.ROOT + "api/v1/namespaces";
  private static final int LIMIT_SECONDS = 20;

  @TempDir private Path directory;
  private ObjectStore store;
  private KubernetesApi api;
  private HttpClient client;

  @BeforeEach
  void open() {
    store = ObjectStore.open(directory, StoreLimits.DEFAULT);
    api =
        KubernetesApi.open(
            store, TestTokens.make(), List.of(), InstantSource.system(), System::nanoTime, "test");
    client = InProcess.client(api);
  }

  @AfterEach
  void close() {
    client.close();
    api.close();
    store.close();
  }

  private HttpResponse<String> create(String name) throws Exception {
    HttpRequest request =
        client
            .newHttpRequestBuilder()
            .uri(NAMESPACES)
            .post("application/json", "{\"metadata\":{\"name\":\"" + name + "\"}}")
            .build();
    return client.sendAsync(request, String.class).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void callsAreAnswered() throws Exception {
    assertThat(create("lab").code()).isEqualTo(201);
    HttpResponse<String> again = create("lab");

    assertThat(again.code()).isEqualTo(409);
    assertThat(again.body()).contains("AlreadyExists");
    HttpRequest list = client.newHttpRequestBuilder().uri(NAMESPACES).build();
    assertThat(client.sendAsync(list, byte[].class).get(LIMIT_SECONDS, TimeUnit.SECONDS).body())
        .asString(StandardCharsets.UTF_8)
        .contains("\"name\":\"lab\"");
  }

  @Test
  void aWatchTellsOnePartAtATimeUntilItIsCancelled() throws Exception {
    BlockingQueue<String> parts = new LinkedBlockingQueue<>();
    HttpRequest watch =
        client
            .newHttpRequestBuilder()
            .uri(NAMESPACES + "?watch=true&fieldSelector=metadata.name%3Dlab")
            .forStreaming()
            .build();
    HttpResponse<AsyncBody> answer =
        client
            .consumeBytes(
                watch,
                (List<ByteBuffer> part, AsyncBody body) -> {
                  part.forEach(each -> parts.add(StandardCharsets.UTF_8.decode(each).toString()));
                  body.consume();
                })
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    answer.body().consume();

    create("lab");

    assertThat(parts.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
        .startsWith("{\"type\":\"ADDED\"")
        .endsWith("\n");
    answer.body().cancel();
    assertThat(answer.body().done()).isDone();
  }
}
