// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.model.ModelStatus;
import io.slipway.cli.Version;
import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.logging.Logging;
import io.slipway.controlplane.operator.revision.Front;
import io.slipway.modelserver.ModelServer;
import io.slipway.modelserver.ModelServerConfig;
import io.slipway.modelserver.ProtectionException;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.access.Limits;
import io.slipway.modelserver.cache.ResponseCache;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.metrics.CacheMetrics;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.protocol.Scope;
import io.slipway.modelserver.protocol.ServiceDirectory;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.repository.FixedModels;
import io.slipway.modelserver.repository.ModelControl;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.RepositoryConfig;
import io.slipway.storage.ModelStore;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.server.ListenException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process that serves: the models of some services behind the ports of one model server. */
public final class Serving {
  /** How a service ended up when its loading was over. */
  public record Loaded(ServiceName name, ModelStatus status) {}

  private static final long MAX_TENSOR_BYTES = 1L << 30;

  private final Namespaces namespaces;
  private final ServiceDirectory directory;
  private final @Nullable RepositoryServing repository;
  private final ModelServer server;
  private final List<Loaded> services;
  private final SecurityConfig security;
  private final ExecutionConfig execution;

  private Serving(
      Namespaces namespaces,
      ServiceDirectory directory,
      @Nullable RepositoryServing repository,
      ModelServer server,
      List<Loaded> services,
      ServingConfig config) {
    this.namespaces = namespaces;
    this.directory = directory;
    this.execution = config.execution();
    this.repository = repository;
    this.server = server;
    this.services = services;
    this.security = config.security();
  }

  /**
   * Listens, and loads the services beside that; blocks until each is loaded or has failed.
   *
   * @throws CommandFailure if a port can't be listened on, or a certificate can't be used
   */
  public static Serving start(ServingConfig config, ModelsToServe models)
      throws InterruptedException {
    PooledTensorAllocator allocator = new PooledTensorAllocator(MAX_TENSOR_BYTES);
    List<ServiceToServe> services = models.services();
    ResponseCache cache =
        config.responseCacheBytes() == 0
            ? null
            : new ResponseCache(config.responseCacheBytes(), allocator);
    ServerMetrics metrics = new ServerMetrics();
    if (cache != null) {
      CacheMetrics.add(metrics, cache);
    }
    Namespaces namespaces =
        new Namespaces(Engines.onClassPath(), config.cache(), allocator, cache, metrics);
    RepositoryConfig repositoryConfig = models.repository();
    RepositoryServing repository =
        repositoryConfig == null
            ? null
            : new RepositoryServing(namespaces.ofDefault(), repositoryConfig);
    List<String> names = repository == null ? List.of() : repository.atStart();
    ServiceDirectory directory = directory(namespaces, models, repository);
    try (StartLoads loads = StartLoads.begin(config, services, namespaces, names.size())) {
      if (repository != null) {
        for (String name : names) {
          loads.add(repository, name);
        }
      }
      // Binding the ports while the models load: on two cores the one hides behind the other.
      ModelServer server = listen(config, services, directory, allocator, metrics, loads);
      List<Loaded> loaded = loads.await();
      server.accept();
      if (repository != null) {
        repository.follow();
      }
      return new Serving(namespaces, directory, repository, server, loaded, config);
    } catch (ListenException e) {
      namespaces.unloadAll();
      throw cannotListen(config, e);
    } catch (ProtectionException e) {
      namespaces.unloadAll();
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
  }

  private static ModelServer listen(
      ServingConfig config,
      List<ServiceToServe> services,
      ServiceDirectory directory,
      PooledTensorAllocator allocator,
      ServerMetrics metrics,
      StartLoads loads)
      throws ListenException, ProtectionException {
    try {
      return ModelServer.start(modelServer(config, services), directory, allocator, metrics);
    } catch (ListenException | ProtectionException e) {
      loads.giveUp();
      throw e;
    }
  }

  /** In the order they were given. */
  public List<Loaded> services() {
    return services;
  }

  public InetSocketAddress httpAddress() {
    return server.addresses().getFirst();
  }

  public InetSocketAddress grpcAddress() {
    return server.addresses().getLast();
  }

  /** Where it answers over HTTP. */
  public String url() {
    return (security.tls() == null ? "http://" : "https://") + hostAndPort(httpAddress());
  }

  /**
   * What services of an API are called by.
   *
   * @param addressInPods where processes of Pods reach {@link #httpAddress}
   */
  Front front(Supplier<String> addressInPods) {
    return new Front(
        hostAndPort(httpAddress()),
        addressInPods,
        security.tls() != null,
        security.tokens() != null || security.authenticates());
  }

  /** Where a service answers, as every client can resolve it. */
  public String url(ServiceName service) {
    return "%s%s%s/%s"
        .formatted(url(), DeployContract.SERVING_PREFIX, service.namespace(), service.name());
  }

  /** {@code address:port} with brackets around an IPv6 address. */
  public static String hostAndPort(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /** What containers of Pods run that are Slipway's model server. */
  ModelServerImage modelServerImage(ModelGroups groups) {
    return new ModelServerImage(namespaces, groups, execution);
  }

  /**
   * The models of services that have several.
   *
   * @param store where they are fetched from
   * @param base where relative paths start
   */
  ModelGroups modelGroups(ModelStore store, Path base) {
    return new ModelGroups(namespaces, store, base, execution);
  }

  /**
   * Adds services by routes; the caller closes it.
   *
   * @param machine the address of Pods that run in this process
   */
  ServiceRoutes router(String machine, ModelGroups groups) {
    return new ServiceRoutes(server, directory, namespaces, groups, machine);
  }

  /** Drains the ports, then unloads the models. */
  public void stop() throws InterruptedException {
    server.close();
    if (repository != null) {
      repository.close();
    }
    namespaces.unloadAll();
  }

  private static ServiceDirectory directory(
      Namespaces namespaces, ModelsToServe models, @Nullable RepositoryServing repository) {
    Map<ServiceName, Scope> scopes = new HashMap<>();
    for (ServiceToServe service : models.services()) {
      Scope namespace =
          scope(
              service.name().namespace(), namespaces.of(service.name().namespace()), models, null);
      scopes.put(service.name(), namespace.restrictedTo(service.name().name()));
    }
    return new ServiceDirectory(
        scope(DeployContract.DEFAULT_NAMESPACE, namespaces.ofDefault(), models, repository),
        scopes);
  }

  private static Scope scope(
      String namespace,
      ModelRepository repository,
      ModelsToServe models,
      @Nullable RepositoryServing controlled) {
    ModelControl control =
        controlled == null ? new FixedModels(repository, models.fixed()) : controlled.control();
    return new Scope(
        namespace, repository, repository, repository, control, models.strictReadiness());
  }

  private static SecurityConfig security(ServingConfig config, List<ServiceToServe> services) {
    Map<String, Limits> limits = new HashMap<>();
    for (ServiceToServe service : services) {
      if (!service.limits().isNone()) {
        limits.put(service.name().toString(), service.limits());
      }
    }
    return config.security().withLimitsByService(limits);
  }

  private static PayloadLogConfig payloads(ServingConfig config, List<ServiceToServe> services) {
    Map<String, ServiceLogConfig> logs = new HashMap<>();
    for (ServiceToServe service : services) {
      if (service.log() != null) {
        logs.put(service.name().toString(), service.log());
      }
    }
    return config.payloadLog() == null && logs.isEmpty()
        ? PayloadLogConfig.NONE
        : new PayloadLogConfig(config.payloadLog(), logs);
  }

  private static ModelServerConfig modelServer(
      ServingConfig config, List<ServiceToServe> services) {
    return new ModelServerConfig(
        new ServerIdentity("slipway", Version.current()),
        List.of(
            new InetSocketAddress(config.address(), config.httpPort()),
            new InetSocketAddress(config.address(), config.grpcPort())),
        !config.address().isLoopbackAddress(),
        config.transport(),
        security(config, services),
        config.protocol(),
        payloads(config, services),
        Logging.control(),
        config.trace());
  }

  private static CommandFailure cannotListen(ServingConfig config, ListenException e) {
    String advice;
    if (!isOfThisMachine(config.address())) {
      advice = "it is no address of this machine; choose one with --host";
    } else if (e.address().getPort() == config.httpPort()) {
      advice = "choose another port with --http-port";
    } else {
      advice = "choose another port with --grpc-port";
    }
    return new CommandFailure("%s; %s".formatted(e.getMessage(), advice), 1, e);
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return true; // not known: then the port is the likelier reason
    }
  }
}
