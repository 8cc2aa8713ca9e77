// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.deploy.DeployContract;
import io.slipway.modelserver.forwarding.RemoteService;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which scope an address means: a service by its path prefix {@code /serving/<namespace>/<name>} or
 * by its Host ({@code <name>.<namespace>.localhost}, or {@code <name>-<namespace>.example.com} as
 * in KServe's documentation), else the root, which speaks for the default namespace. Thread-safe.
 */
public final class ServiceDirectory {
  /** A service's namespace and name. */
  public record ServiceName(String namespace, String name) {
    public ServiceName {
      Objects.requireNonNull(namespace, "namespace");
      Objects.requireNonNull(name, "name");
    }

    // Written out, as the next: what a record has of itself, the JVM makes anew at every start.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ServiceName that
          && namespace.equals(that.namespace)
          && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return 31 * namespace.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /**
   * A scope and what is left of the path below it.
   *
   * @param remote who answers in its place, with the name of the service; null if it does
   */
  record Target(Scope scope, String path, @Nullable Remote remote) {
    Target(Scope scope, String path) {
      this(scope, path, null);
    }
  }

  /** A service that is answered elsewhere. */
  record Remote(ServiceName name, RemoteService service) {}

  private static final String LOCAL_SUFFIX = ".localhost";
  private static final String EXAMPLE_SUFFIX = ".example.com";

  private final Scope root;

  /** Without the models whose names are those of services that are answered elsewhere. */
  private volatile Scope ofModels;

  /** Replaced as a whole: a request sees the services of one time. */
  private volatile Map<ServiceName, Scope> services;

  /** Those of them that are answered elsewhere; most often none. */
  private volatile Map<ServiceName, RemoteService> remotes = Map.of();

  /** What a service's requests for explanations go to, by the name of the service. */
  private volatile Map<ServiceName, ServiceName> explainers = Map.of();

  public ServiceDirectory(Scope root, Map<ServiceName, Scope> services) {
    this.root = root;
    this.ofModels = root;
    this.services = Map.copyOf(services);
  }

  /** Those that there are now. */
  public Map<ServiceName, Scope> services() {
    return services;
  }

  /**
   * From now on there are these services, and no others but the models of the root.
   *
   * @param remotes those of them that are answered elsewhere
   * @param explainers those of them, answered elsewhere, that explain what others predict, by the
   *     names of these
   */
  public void use(
      Map<ServiceName, Scope> services,
      Map<ServiceName, RemoteService> remotes,
      Map<ServiceName, ServiceName> explainers) {
    this.services = Map.copyOf(services);
    this.remotes = Map.copyOf(remotes);
    this.explainers = Map.copyOf(explainers);
    this.ofModels = remotes.isEmpty() ? root : RemoteCall.besides(root, this.remotes.keySet());
  }

  /** Whether there are services that are answered elsewhere. */
  boolean forwards() {
    return !remotes.isEmpty();
  }

  /** Null if there is no such service, or if it is answered here. */
  @Nullable Remote remote(ServiceName name) {
    RemoteService service = remotes.get(name);
    return service == null ? null : new Remote(name, service);
  }

  /** The service of a host, null if it is the host of none. */
  @Nullable ServiceName named(@Nullable String authority) {
    String host = hostOf(authority);
    return host == null ? null : byHost(host);
  }

  /** For who goes by the names of models. */
  Scope root() {
    return ofModels;
  }

  /** Null if a service is addressed that does not exist. */
  @Nullable Target resolve(@Nullable String authority, String path) {
    if (path.startsWith(DeployContract.SERVING_PREFIX)) {
      return byPath(path);
    }
    String host = hostOf(authority);
    if (host == null || !(host.endsWith(LOCAL_SUFFIX) || host.endsWith(EXAMPLE_SUFFIX))) {
      return remotes.isEmpty() ? new Target(root, path) : ofDefault(path);
    }
    ServiceName name = byHost(host);
    return name == null ? null : target(name, path);
  }

  /** A service's name goes before that of a model. */
  private Target ofDefault(String path) {
    String model = modelOf(path);
    ServiceName name = answering(new ServiceName(DeployContract.DEFAULT_NAMESPACE, model), path);
    RemoteService remote = model.isEmpty() ? null : remotes.get(name);
    Scope scope = remote == null ? null : services.get(name);
    return remote == null || scope == null
        ? new Target(root, path)
        : new Target(scope, path, new Remote(name, remote));
  }

  /** Explanations are asked of the service itself, as predictions are. */
  private ServiceName answering(ServiceName asked, String path) {
    boolean explanation = path.endsWith(":explain") && path.startsWith("/v1/models/");
    return explanation ? explainers.getOrDefault(asked, asked) : asked;
  }

  /** The model that a path of the protocols names; empty if it names none. */
  private static String modelOf(String path) {
    if (!path.startsWith("/v1/models/") && !path.startsWith("/v2/models/")) {
      return "";
    }
    int begin = "/v1/models/".length();
    int end = begin;
    while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != ':') {
      end++;
    }
    return path.substring(begin, end);
  }

  private @Nullable Target target(ServiceName asked, String path) {
    ServiceName name = answering(asked, path);
    Scope scope = service(name);
    RemoteService remote = remotes.isEmpty() ? null : remotes.get(name);
    if (scope == null) {
      return null;
    }
    return remote == null
        ? new Target(scope, path)
        : new Target(scope, path, new Remote(name, remote));
  }

  /**
   * A service by name, null if there is none. Every model of the root is a service of the default
   * namespace, also one that came after the start.
   */
  @Nullable Scope service(ServiceName name) {
    Scope service = services.get(name);
    boolean model =
        service == null
            && name.namespace().equals(DeployContract.DEFAULT_NAMESPACE)
            && !root.catalog().versions(name.name()).isEmpty();
    return model ? root.restrictedTo(name.name()) : service;
  }

  /** True if {@code host}, without a port, is the host name of a service. */
  public boolean isServiceHost(String host) {
    return byHost(host.toLowerCase(Locale.ROOT)) != null;
  }

  /** What {@link #resolve} takes from the path: empty unless it is the path of a service. */
  static String prefix(String path) {
    if (!path.startsWith(DeployContract.SERVING_PREFIX)) {
      return "";
    }
    int namespaceEnd = path.indexOf('/', DeployContract.SERVING_PREFIX.length());
    int nameEnd = path.indexOf('/', namespaceEnd + 1);
    return nameEnd < 0 ? path : path.substring(0, nameEnd);
  }

  private @Nullable Target byPath(String path) {
    int namespaceEnd = path.indexOf('/', DeployContract.SERVING_PREFIX.length());
    if (namespaceEnd < 0) {
      return null;
    }
    int nameEnd = path.indexOf('/', namespaceEnd + 1);
    String namespace = path.substring(DeployContract.SERVING_PREFIX.length(), namespaceEnd);
    String name = path.substring(namespaceEnd + 1, nameEnd < 0 ? path.length() : nameEnd);
    return target(new ServiceName(namespace, name), nameEnd < 0 ? "/" : path.substring(nameEnd));
  }

  /** The scope of a service's host, the root for plain localhost names, null if there is none. */
  @Nullable Scope byAuthority(@Nullable String authority) {
    String host = hostOf(authority);
    if (host == null || !(host.endsWith(LOCAL_SUFFIX) || host.endsWith(EXAMPLE_SUFFIX))) {
      return ofModels;
    }
    ServiceName name = byHost(host);
    return name == null ? null : service(name);
  }

  /** Null if there is no such service. */
  private @Nullable ServiceName byHost(String host) {
    if (host.endsWith(LOCAL_SUFFIX)) {
      String label = host.substring(0, host.length() - LOCAL_SUFFIX.length());
      int dot = label.indexOf('.');
      return dot < 0 ? null : ifThere(label.substring(dot + 1), label.substring(0, dot));
    }
    if (host.endsWith(EXAMPLE_SUFFIX)) {
      // Both names may contain dashes, so every way to cut the label is tried.
      String label = host.substring(0, host.length() - EXAMPLE_SUFFIX.length());
      for (int dash = label.indexOf('-'); dash > 0; dash = label.indexOf('-', dash + 1)) {
        ServiceName name = ifThere(label.substring(dash + 1), label.substring(0, dash));
        if (name != null) {
          return name;
        }
      }
    }
    return null;
  }

  private @Nullable ServiceName ifThere(String namespace, String name) {
    ServiceName service = new ServiceName(namespace, name);
    return service(service) == null ? null : service;
  }

  private static @Nullable String hostOf(@Nullable String authority) {
    if (authority == null || authority.isEmpty() || authority.charAt(0) == '[') {
      return null;
    }
    int colon = authority.indexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    char first = host.isEmpty() ? '0' : host.charAt(0);
    // An address is never a service's name: leave before any further work.
    return first >= '0' && first <= '9' ? null : host.toLowerCase(Locale.ROOT);
  }
}
