// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A kind as URLs name it.
 *
 * @param group empty for the core
 */
public record Resource(String group, String version, String plural, boolean namespaced) {
  public static final Resource PODS = new Resource("", "v1", "pods", true);
  public static final Resource NODES = new Resource("", "v1", "nodes", false);
  public static final Resource NAMESPACES = new Resource("", "v1", "namespaces", false);
  public static final Resource CONFIG_MAPS = new Resource("", "v1", "configmaps", true);
  public static final Resource SECRETS = new Resource("", "v1", "secrets", true);
  public static final Resource SERVICES = new Resource("", "v1", "services", true);
  public static final Resource EVENTS = new Resource("", "v1", "events", true);
  public static final Resource VOLUME_CLAIMS =
      new Resource("", "v1", "persistentvolumeclaims", true);
  public static final Resource SERVICE_ACCOUNTS = new Resource("", "v1", "serviceaccounts", true);
  public static final Resource LEASES = new Resource("coordination.k8s.io", "v1", "leases", true);

  /**
   * @param namespace empty for all of them, and for what is in none
   */
  String collection(String namespace) {
    String start = group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
    return namespace.isEmpty()
        ? start + "/" + plural
        : start + "/namespaces/" + encoded(namespace) + "/" + plural;
  }

  String object(String namespace, String name) {
    if (name.isEmpty() || namespaced == namespace.isEmpty()) {
      throw new IllegalArgumentException(
          "%s '%s' in namespace '%s' (expected: a name, and a namespace %s)"
              .formatted(plural, name, namespace, namespaced ? "too" : "that is empty"));
    }
    return collection(namespace) + "/" + encoded(name);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
