// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import java.util.List;
import java.util.Locale;

/**
 * A path of the form {@code /api/VERSION/...} or {@code /apis/GROUP/VERSION/...}, taken apart.
 *
 * @param parts decoded
 * @param start of the parts behind the version
 */
record ResourcePath(List<String> parts, int start) {
  private static final String NAMESPACES = "namespaces";
  private static final String NAME_FIELD = "metadata.name=";

  ApiRequest read(String method, Query query) {
    if (isNamespaceInNamespace()) {
      return new ApiRequest.Path(method.toLowerCase(Locale.ROOT), '/' + String.join("/", parts));
    }
    boolean watch = parts.get(start).equals("watch") && parts.size() > start + 1;
    int at = watch ? start + 1 : start;
    String namespace = "";
    if (part(at).equals(NAMESPACES) && !part(at + 1).isEmpty()) {
      namespace = part(at + 1);
      if (!part(at + 2).isEmpty() && !isOfNamespace(part(at + 2))) {
        at += 2;
      }
    }
    String resource = part(at);
    String name = part(at + 1);
    return new ApiRequest.Resource(
        watch ? Verb.WATCH : verb(method, name, query, resource),
        start == 2 ? "" : parts.get(1),
        parts.get(start - 1),
        namespace,
        resource,
        name.isEmpty() ? selectedName(query) : name,
        part(at + 2),
        parts.size() > at + 3 ? String.join("/", parts.subList(at + 3, parts.size())) : "");
  }

  /** Such a path is none of a resource, though all of its parts look like it. */
  private boolean isNamespaceInNamespace() {
    int first = parts.indexOf(NAMESPACES);
    return start == 2 && first >= start && first <= start + 1 && part(first + 2).equals(NAMESPACES);
  }

  private String part(int index) {
    return index < parts.size() ? parts.get(index) : "";
  }

  /** What follows the name of a namespace and is no resource in it. */
  private static boolean isOfNamespace(String part) {
    return part.equals("status") || part.equals("finalize");
  }

  private Verb verb(String method, String name, Query query, String resource) {
    boolean one = !name.isEmpty();
    return switch (method) {
      case "GET", "HEAD" -> one ? Verb.GET : query.flag("watch") ? Verb.WATCH : Verb.LIST;
      case "POST" -> Verb.CREATE;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" -> Verb.PATCH;
      case "DELETE" -> one ? Verb.DELETE : Verb.DELETE_COLLECTION;
      default ->
          throw ApiErrors.methodNotSupported(
              new GroupResource(start == 2 ? "" : parts.get(1), resource), method);
    };
  }

  /** A list or watch of one name is a request for that name to RBAC. */
  private static String selectedName(Query query) {
    String selector = query.text("fieldSelector");
    return selector.startsWith(NAME_FIELD) && selector.indexOf(',') < 0
        ? selector.substring(NAME_FIELD.length()).replaceFirst("^=", "")
        : "";
  }
}
