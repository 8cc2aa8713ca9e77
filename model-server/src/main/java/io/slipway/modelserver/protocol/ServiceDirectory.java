// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.deploy.DeployContract;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which scope an address means: a service by its path prefix {@code /serving/<namespace>/<name>} or
 * by its Host ({@code <name>.<namespace>.localhost}, or {@code <name>-<namespace>.example.com} as
 * in KServe's documentation), else the root, which speaks for the default namespace. Immutable.
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

  /** A scope and what is left of the path below it. */
  record Target(Scope scope, String path) {}

  private static final String LOCAL_SUFFIX = ".localhost";
  private static final String EXAMPLE_SUFFIX = ".example.com";

  private final Scope root;
  private final Map<ServiceName, Scope> services;

  public ServiceDirectory(Scope root, Map<ServiceName, Scope> services) {
    this.root = root;
    this.services = Map.copyOf(services);
  }

  Scope root() {
    return root;
  }

  /** Null if a service is addressed that does not exist. */
  @Nullable Target resolve(@Nullable String authority, String path) {
    if (path.startsWith(DeployContract.SERVING_PREFIX)) {
      return byPath(path);
    }
    String host = hostOf(authority);
    if (host == null || !(host.endsWith(LOCAL_SUFFIX) || host.endsWith(EXAMPLE_SUFFIX))) {
      return new Target(root, path);
    }
    Scope scope = byHost(host);
    return scope == null ? null : new Target(scope, path);
  }

  /**
   * A service by name, null if there is none. Every model of the root is a service of the default
   * namespace, also one that came after the start.
   */
  @Nullable Scope service(String namespace, String name) {
    Scope service = services.get(new ServiceName(namespace, name));
    boolean model =
        service == null
            && namespace.equals(DeployContract.DEFAULT_NAMESPACE)
            && !root.catalog().versions(name).isEmpty();
    return model ? root.restrictedTo(name) : service;
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
    Scope scope = service(namespace, name);
    return scope == null ? null : new Target(scope, nameEnd < 0 ? "/" : path.substring(nameEnd));
  }

  /** The scope of a service's host, the root for plain localhost names, null if there is none. */
  @Nullable Scope byAuthority(@Nullable String authority) {
    String host = hostOf(authority);
    return host == null || !(host.endsWith(LOCAL_SUFFIX) || host.endsWith(EXAMPLE_SUFFIX))
        ? root
        : byHost(host);
  }

  private @Nullable Scope byHost(String host) {
    if (host.endsWith(LOCAL_SUFFIX)) {
      String label = host.substring(0, host.length() - LOCAL_SUFFIX.length());
      int dot = label.indexOf('.');
      return dot < 0 ? null : service(label.substring(dot + 1), label.substring(0, dot));
    }
    if (host.endsWith(EXAMPLE_SUFFIX)) {
      // Both names may contain dashes, so every way to cut the label is tried.
      String label = host.substring(0, host.length() - EXAMPLE_SUFFIX.length());
      for (int dash = label.indexOf('-'); dash > 0; dash = label.indexOf('-', dash + 1)) {
        Scope scope = service(label.substring(dash + 1), label.substring(0, dash));
        if (scope != null) {
          return scope;
        }
      }
    }
    return null;
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
