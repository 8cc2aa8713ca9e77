// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A kind in one version, as far as its documents are described.
 *
 * @param resource what can be done with it
 * @param schema what its documents look like
 */
public record OpenApiKind(ServedResource resource, KindSchema schema) {
  /** Describes the documents of a kind, with what they refer to put beside it. */
  public interface KindSchema {
    ObjectNode describe(Components components);
  }

  String group() {
    return resource.kind().group();
  }

  String version() {
    return resource.version();
  }

  String kind() {
    return resource.kind().kind();
  }

  /** {@code api/v1} or {@code apis/apps/v1}: the name of the document that describes the kind. */
  public String documentName() {
    return documentName(group(), version());
  }

  static String documentName(String group, String version) {
    return group.isEmpty() ? "api/" + version : "apis/" + group + '/' + version;
  }

  /** The name of its description: the group turned round, the version and the kind. */
  String componentName() {
    return componentPrefix(group(), version()) + '.' + kind();
  }

  static String componentPrefix(String group, String version) {
    if (group.isEmpty()) {
      return "io.k8s.api.core." + version;
    }
    if (group.indexOf('.') < 0) {
      return "io.k8s.api." + group + '.' + version;
    }
    if (group.endsWith(".k8s.io")) {
      return "io.k8s.api." + group.substring(0, group.indexOf('.')) + '.' + version;
    }
    List<String> parts = new ArrayList<>(List.of(group.split("\\.", -1)));
    Collections.reverse(parts);
    return String.join(".", parts) + '.' + version;
  }

  /** The mark by which clients find the kind in the document. */
  ObjectNode mark() {
    return mark(kind());
  }

  ObjectNode mark(String markedKind) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("group", group())
        .put("kind", markedKind)
        .put("version", version());
  }
}
