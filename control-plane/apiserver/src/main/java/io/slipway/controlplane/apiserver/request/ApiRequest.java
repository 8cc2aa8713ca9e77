// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a request is about: an object or objects of a resource, or a path of another kind. */
public sealed interface ApiRequest {
  /** The word that RBAC has for what is done. */
  String verb();

  /**
   * A path that is no resource: discovery, health, OpenAPI.
   *
   * @param verb the method in lower case
   * @param path decoded
   */
  record Path(String verb, String path) implements ApiRequest {}

  /**
   * @param group empty for the core group
   * @param namespace empty without one; for the resource namespaces its name as well
   * @param name empty for a collection; of a list, watch or deletion of a collection the one name
   *     that its field selector lets through
   * @param subresource such as {@code status}; empty for the object itself
   * @param rest what follows the subresource in the path, for proxies; empty else
   */
  record Resource(
      Verb action,
      String group,
      String version,
      String namespace,
      String resource,
      String name,
      String subresource,
      String rest)
      implements ApiRequest {
    @Override
    public String verb() {
      return action.word();
    }

    public GroupResource groupResource() {
      return new GroupResource(group, resource);
    }

    /** As RBAC knows it: {@code pods/log}. */
    public String resourcePath() {
      return subresource.isEmpty() ? resource : resource + '/' + subresource;
    }
  }

  /**
   * @param path percent-encoded, as it came
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if the path cannot be
   *     decoded, MethodNotAllowed for a method that no resource has
   */
  static ApiRequest read(String method, String path, Query query) {
    List<String> parts = parts(path);
    int resource = resourceAt(parts);
    if (resource < 0) {
      return new Path(method.toLowerCase(Locale.ROOT), decode(path));
    }
    return new ResourcePath(parts, resource).read(method, query);
  }

  /** Where in the path the version ends and the resource begins; -1 if it is no resource. */
  private static int resourceAt(List<String> parts) {
    if (parts.size() >= 3 && parts.getFirst().equals("api")) {
      return 2;
    }
    return parts.size() >= 4 && parts.getFirst().equals("apis") ? 3 : -1;
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      parts.add(decode(part));
    }
    while (!parts.isEmpty() && parts.getFirst().isEmpty()) {
      parts.removeFirst();
    }
    while (!parts.isEmpty() && parts.getLast().isEmpty()) {
      parts.removeLast();
    }
    return parts;
  }

  private static String decode(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiErrors.badRequest("the path \"" + part + "\": " + e.getMessage());
    }
  }
}
