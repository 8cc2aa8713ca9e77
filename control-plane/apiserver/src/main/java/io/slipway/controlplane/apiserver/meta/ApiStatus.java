// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request that has no object to answer with: Kubernetes' {@code Status} document.
 *
 * @param code the HTTP status; 0 in the answer to a deletion, which names none
 * @param reason why it failed; null for a success
 * @param message for people
 * @param details what it is about
 */
public record ApiStatus(
    int code, @Nullable StatusReason reason, String message, @Nullable StatusDetails details) {

  static ApiStatus failure(StatusReason reason, String message, @Nullable StatusDetails details) {
    return new ApiStatus(reason.code(), reason, message, details);
  }

  /** The answer to a deletion after which the object is gone. */
  public static ApiStatus deleted(GroupResource resource, String name, String uid) {
    StatusDetails details =
        new StatusDetails(name, resource.group(), resource.resource(), uid, List.of(), 0);
    return new ApiStatus(0, null, "", details);
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    json.put("status", reason == null ? "Success" : "Failure");
    if (!message.isEmpty()) {
      json.put("message", message);
    }
    if (reason != null && !reason.word().isEmpty()) {
      json.put("reason", reason.word());
    }
    if (details != null) {
      json.set("details", details.toJson());
    }
    if (code != 0) {
      json.put("code", code);
    }
    return json;
  }
}
