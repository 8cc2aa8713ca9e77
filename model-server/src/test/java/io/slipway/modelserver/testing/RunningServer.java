// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.ModelServer;
import io.slipway.modelserver.ModelServerConfig;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.cache.ResponseCache;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.modelserver.metrics.CacheMetrics;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.payload.LoggedName;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.protocol.Scope;
import io.slipway.modelserver.protocol.ServiceDirectory;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.repository.ModelFiles;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.ModelSpec;
import io.slipway.modelserver.trace.TraceConfig;
import io.slipway.transport.grpc.GrpcClient;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.server.TransportConfig;
import io.slipway.transport.tls.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model server on a free port of loopback, with the services {@code default/m} and {@code
 * default/n}, each a {@link FakeModel}, and the clients to ask it.
 */
public final class RunningServer implements AutoCloseable {
  /** A request that fits the fakes. */
  public static final String V2 =
      """
      {"inputs": [{"name": "a", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]},
                  {"name": "b", "shape": [1], "datatype": "INT64", "data": [3]}]}\
      """;

  private static final String NAMESPACE = "default";

  private final FakeEngine engine = new FakeEngine();
  private final ServerMetrics metrics = new ServerMetrics();
  private final TestLog log = new TestLog();
  private final ModelRepository repository;
  private final Scope scope;
  private final ServiceDirectory services;
  private final ModelServer server;
  private HttpClient http = HttpClient.newHttpClient();
  private @Nullable ClientTls tls;

  /**
   * @param directory for the models' files
   */
  public RunningServer(Path directory, SecurityConfig security) throws IOException {
    this(directory, security, ProtocolConfig.DEFAULTS);
  }

  /** As above, with another configuration of the protocols. */
  public RunningServer(Path directory, SecurityConfig security, ProtocolConfig protocol)
      throws IOException {
    this(directory, security, protocol, TransportConfig.defaults());
  }

  /** As above, with other limits. */
  public RunningServer(
      Path directory, SecurityConfig security, ProtocolConfig protocol, TransportConfig transport)
      throws IOException {
    this(directory, security, protocol, transport, new PooledTensorAllocator(1 << 20));
  }

  /** As above, with other memory for tensors. */
  public RunningServer(
      Path directory,
      SecurityConfig security,
      ProtocolConfig protocol,
      TransportConfig transport,
      TensorAllocator allocator)
      throws IOException {
    this(directory, security, protocol, transport, allocator, PayloadLogConfig.NONE, null);
  }

  /** One whose payloads are logged. */
  public RunningServer(Path directory, SecurityConfig security, PayloadLogConfig payloads)
      throws IOException {
    this(
        directory,
        security,
        ProtocolConfig.DEFAULTS,
        TransportConfig.defaults(),
        new PooledTensorAllocator(1 << 20),
        payloads,
        null);
  }

  /** One whose requests can be traced. */
  public RunningServer(
      Path directory, SecurityConfig security, PayloadLogConfig payloads, TraceConfig trace)
      throws IOException {
    this(
        directory,
        security,
        ProtocolConfig.DEFAULTS,
        TransportConfig.defaults(),
        new PooledTensorAllocator(1 << 20),
        payloads,
        trace);
  }

  private RunningServer(
      Path directory,
      SecurityConfig security,
      ProtocolConfig protocol,
      TransportConfig transport,
      TensorAllocator allocator,
      PayloadLogConfig payloads,
      @Nullable TraceConfig trace)
      throws IOException {
    ResponseCache answers = new ResponseCache(1 << 20, allocator);
    repository =
        new ModelRepository(
            new Engines(List.of(engine)), directory, allocator, System::nanoTime, answers);
    CacheMetrics.add(metrics, answers);
    metrics.observe(NAMESPACE, repository);
    Path file = Files.createFile(directory.resolve("model.fake"));
    scope = Scope.of(NAMESPACE, repository);
    for (String model : List.of("m", "n")) {
      repository.load(
          new ModelSpec(
              new ModelId(model, "1"),
              null,
              () -> ModelFiles.of(file),
              Map.of(),
              ExecutionConfig.forCores(2)));
    }
    services =
        new ServiceDirectory(
            scope,
            Map.of(
                new ServiceName(NAMESPACE, "m"), scope.restrictedTo("m"),
                new ServiceName(NAMESPACE, "n"), scope.restrictedTo("n")));
    server =
        ModelServer.start(
            new ModelServerConfig(
                new ServerIdentity("test", "1"),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                false,
                transport,
                security,
                protocol,
                payloads,
                log,
                trace),
            services,
            allocator,
            metrics);
    server.accept();
  }

  /** From now on its clients speak TLS. */
  public RunningServer over(ClientTls clientTls) {
    http.close();
    tls = clientTls;
    http = HttpClient.newBuilder().sslContext(clientTls.context()).build();
    return this;
  }

  /** From now on there is one more service of the default namespace, which others answer for. */
  public void forward(String service, RemoteService remote) {
    ServiceName name = new ServiceName(NAMESPACE, service);
    Map<ServiceName, Scope> all = new HashMap<>(services.services());
    all.put(name, scope.elsewhere(service));
    services.use(all, Map.of(name, remote), Map.of());
  }

  /** From now on requests of these names are logged so. */
  public void log(Map<String, LoggedName> names) {
    server.log(names);
  }

  /** The fake behind a service, by the order of their names. */
  public FakeModel model(int index) {
    return engine.loaded().get(index);
  }

  public ModelRepository repository() {
    return repository;
  }

  /** Loads another fake, with a configuration. */
  public void load(String name, Path directory, String config) {
    ModelConfig read =
        ModelConfig.readText("config.pbtxt", config.getBytes(StandardCharsets.UTF_8));
    ModelFiles files = new ModelFiles(directory.resolve("model.fake"), directory, null, read);
    ModelSpec spec =
        new ModelSpec(
            new ModelId(name, "1"), null, () -> files, Map.of(), ExecutionConfig.forCores(2));
    if (!repository.load(spec).ready()) {
      throw new AssertionError(repository.versions(name).toString());
    }
  }

  /** How many requests wait for a model. */
  public int queueLength(String model) {
    return repository.queueLength(new ModelId(model, "1"));
  }

  public ServerMetrics metrics() {
    return metrics;
  }

  /** What its clients change. */
  public TestLog log() {
    return log;
  }

  public InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).GET());
  }

  /** A request with another method, without a body. */
  public HttpResponse<String> ask(String method, String path)
      throws IOException, InterruptedException {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return post(path, BodyPublishers.ofString(body), headers);
  }

  public HttpResponse<String> post(String path, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).POST(body));
  }

  /** A v2 prediction. */
  public HttpResponse<String> infer(String model, String... headers)
      throws IOException, InterruptedException {
    return post("/v2/models/" + model + "/infer", V2, headers);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    String scheme = tls == null ? "http" : "https";
    URI uri = URI.create(scheme + "://127.0.0.1:" + address().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** A connection over which calls can be made. */
  public GrpcClient grpc() {
    return GrpcClient.connect(address(), "localhost", 1 << 20, Duration.ofSeconds(10), tls);
  }

  /** Stops listening, and waits for the requests under way. */
  public void drain() {
    server.close();
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
