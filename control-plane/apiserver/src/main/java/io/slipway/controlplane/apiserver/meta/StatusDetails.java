// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a Status is about. Empty parts and a delay of 0 are left out of the document.
 *
 * @param name of the object
 * @param group of its kind
 * @param kind the kind for invalid objects, for all else the resource: Kubernetes does it so
 * @param uid of the object
 * @param causes the single causes
 * @param retryAfterSeconds when to try again
 */
public record StatusDetails(
    String name,
    String group,
    String kind,
    String uid,
    List<StatusCause> causes,
    int retryAfterSeconds) {
  public StatusDetails {
    causes = List.copyOf(causes);
  }

  static StatusDetails of(GroupResource resource, String name) {
    return new StatusDetails(name, resource.group(), resource.resource(), "", List.of(), 0);
  }

  static StatusDetails of(GroupKind kind, String name, List<StatusCause> causes) {
    return new StatusDetails(name, kind.group(), kind.kind(), "", causes, 0);
  }

  static StatusDetails of(List<StatusCause> causes) {
    return new StatusDetails("", "", "", "", causes, 0);
  }

  StatusDetails retryAfter(int seconds) {
    return new StatusDetails(name, group, kind, uid, causes, seconds);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    putUnlessEmpty(json, "name", name);
    putUnlessEmpty(json, "group", group);
    putUnlessEmpty(json, "kind", kind);
    putUnlessEmpty(json, "uid", uid);
    if (!causes.isEmpty()) {
      var array = json.putArray("causes");
      for (StatusCause cause : causes) {
        ObjectNode each = array.addObject();
        putUnlessEmpty(each, "reason", cause.reason());
        putUnlessEmpty(each, "message", cause.message());
        putUnlessEmpty(each, "field", cause.field());
      }
    }
    if (retryAfterSeconds > 0) {
      json.put("retryAfterSeconds", retryAfterSeconds);
    }
    return json;
  }

  private static void putUnlessEmpty(ObjectNode json, String field, String value) {
    if (!value.isEmpty()) {
      json.put(field, value);
    }
  }
}
