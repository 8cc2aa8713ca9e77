// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.ModelServer;
import io.slipway.modelserver.ModelServerConfig;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.protocol.Scope;
import io.slipway.modelserver.protocol.ServiceDirectory;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.repository.ModelDirectory;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.ModelSpec;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.server.TransportConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A model server on a free port of loopback, with ONNX models under a configuration. */
public final class OnnxServer implements AutoCloseable {
  private static final Path MODELS = Path.of("../runtimes/onnx/src/test/models");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ServerMetrics metrics = new ServerMetrics();
  private final ModelRepository repository;
  private final ModelServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param folder for the models' files
   */
  public OnnxServer(Path folder) throws IOException {
    this(folder, Engines.onClassPath());
  }

  /** As above, with other engines. */
  public OnnxServer(Path folder, Engines engines) throws IOException {
    this.folder = folder;
    PooledTensorAllocator allocator = new PooledTensorAllocator(1 << 20);
    repository = new ModelRepository(engines, folder.resolve("cache"), allocator, System::nanoTime);
    metrics.observe("default", repository);
    try {
      server =
          ModelServer.start(
              new ModelServerConfig(
                  new ServerIdentity("test", "1"),
                  List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                  false,
                  TransportConfig.defaults(),
                  SecurityConfig.OPEN,
                  ProtocolConfig.DEFAULTS,
                  PayloadLogConfig.NONE,
                  new TestLog(),
                  null),
              new ServiceDirectory(Scope.of("default", repository), Map.of()),
              allocator,
              metrics);
    } catch (Exception e) {
      throw new IOException(e);
    }
    server.accept();
  }

  /** Where the files of a model are. */
  public Path directory(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** Loads one of the committed models. */
  public ModelStatus load(String name, String model, String config) throws IOException {
    return load(name, model, config, ExecutionConfig.forCores(2));
  }

  /** As above, with other limits. */
  public ModelStatus load(String name, String model, String config, ExecutionConfig execution)
      throws IOException {
    Path version = Files.createDirectories(directory(name).resolve("1"));
    Path file = version.resolve("model.onnx");
    if (!Files.exists(file)) {
      Files.copy(MODELS.resolve(model + ".onnx"), file);
    }
    Files.writeString(directory(name).resolve("config.pbtxt"), config);
    return repository.load(
        new ModelSpec(
            new ModelId(name, "1"),
            null,
            () -> ModelDirectory.read(folder.resolve(name)).versions().getFirst().files(),
            Map.of(),
            execution));
  }

  /** Loads a model that has a configuration and no file. */
  public ModelStatus loadEnsemble(String name, String config) throws IOException {
    Files.writeString(directory(name).resolve("config.pbtxt"), config);
    return repository.load(
        new ModelSpec(
            new ModelId(name, "1"),
            null,
            () -> ModelDirectory.read(folder.resolve(name)).versions().getFirst().files(),
            Map.of(),
            ExecutionConfig.forCores(2)));
  }

  public ModelRepository repository() {
    return repository;
  }

  public ServerMetrics metrics() {
    return metrics;
  }

  /** How many requests wait for a model. */
  public int queueLength(String model) {
    return repository.queueLength(new ModelId(model, "1"));
  }

  public ManagedChannel channel() {
    return ManagedChannelBuilder.forAddress("localhost", server.addresses().getFirst().getPort())
        .usePlaintext()
        .build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.addresses().getFirst().getPort() + path);
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    return JSON.readTree(response.body());
  }

  public HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return postLater(path, body).join();
  }

  /** An answer that comes some time; cancelling it ends its connection. */
  public CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
    return postLater(path, body.getBytes(StandardCharsets.UTF_8), BodyHandlers.ofString());
  }

  /** As above, with headers: names and values. */
  public <T> CompletableFuture<HttpResponse<T>> postLater(
      String path, byte[] body, BodyHandler<T> handler, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.sendAsync(request.build(), handler);
  }

  public static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  @Override
  public void close() {
    http.close();
    server.close();
    try {
      repository.unloadAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
