// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.catalog.Catalog;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.resource.StoredForm;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How garbage is collected: by calls of the API, so that it follows its rules. What is gone already
 * is no failure; what others have changed meanwhile is told.
 */
final class GarbageWrites {
  static final String BACKGROUND = "Background";
  static final String FOREGROUND = "Foreground";
  private static final String METADATA = "metadata";
  private static final String VALUE = "value";
  private static final String FINALIZERS = "finalizers";
  private static final String OWNERS = "ownerReferences";
  private static final int FIRST_FAILURE = 300;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;

  private final Supplier<Catalog> catalog;
  private final KubernetesApi api;

  GarbageWrites(Supplier<Catalog> catalog, KubernetesApi api) {
    this.catalog = catalog;
    this.api = api;
  }

  /** The name of a kind's resource in the store. */
  static String resource(ServedKind kind) {
    return StoredForm.resource(kind.resource().resource());
  }

  static Key key(ServedKind kind, JsonNode metadata) {
    return new Key(
        resource(kind),
        kind.resource().namespaced() ? metadata.path("namespace").asText("") : "",
        metadata.path("name").asText());
  }

  /** A kind of each resource, whatever its version. */
  Map<String, ServedKind> resources() {
    Map<String, ServedKind> resources = new LinkedHashMap<>();
    for (ServedKind kind : catalog.get().kinds()) {
      resources.putIfAbsent(resource(kind), kind);
    }
    return resources;
  }

  void delete(Stored object, String propagation) {
    int _ =
        answered(
            OwnCalls.of("DELETE", path(object.key()), options(object, propagation).toString()));
  }

  /** False if it has changed meanwhile: one that has got another owner is not meant. */
  boolean deleteAsItIs(Stored object, String propagation) {
    ObjectNode options = options(object, propagation);
    options
        .withObjectProperty("preconditions")
        .put("resourceVersion", Long.toString(object.revision()));
    return answered(OwnCalls.of("DELETE", path(object.key()), options.toString())) != CONFLICT;
  }

  private static ObjectNode options(Stored object, String propagation) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("propagationPolicy", propagation);
    options.putObject("preconditions").put("uid", object.uid());
    return options;
  }

  /** Leaves an object these finalizers; if others changed them, it is looked at for that. */
  void release(Key key, ObjectNode object, List<String> finalizers) {
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    finalizers.forEach(left::add);
    boolean _ = replace(key, object, FINALIZERS, left);
  }

  /** Takes an owner from an object; false if its owners have changed meanwhile. */
  boolean disown(Stored stored, String owner) {
    ObjectNode object = ObjectBytes.read(stored);
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    JsonNode owners = object.path(METADATA).path(OWNERS);
    for (JsonNode reference : owners) {
      if (!reference.path("uid").asText().equals(owner)) {
        left.add(reference);
      }
    }
    return left.size() == owners.size() || replace(stored.key(), object, OWNERS, left);
  }

  /**
   * Leaves an object of a list only this; false if the list has changed meanwhile. Nothing else is
   * compared: who writes other fields all the time would keep it from being done.
   */
  private boolean replace(Key key, ObjectNode object, String list, ArrayNode left) {
    JsonNode metadata = object.path(METADATA);
    ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    operation(patch, "test", "uid").set(VALUE, metadata.path("uid"));
    operation(patch, "test", list).set(VALUE, metadata.path(list));
    if (left.isEmpty()) {
      operation(patch, "remove", list);
    } else {
      operation(patch, "replace", list).set(VALUE, left);
    }
    return answered(OwnCalls.jsonPatch(path(key), patch.toString())) != CONFLICT;
  }

  private static ObjectNode operation(ArrayNode patch, String operation, String field) {
    return patch.addObject().put("op", operation).put("path", '/' + METADATA + '/' + field);
  }

  void letNamespaceGo(String name, ObjectNode namespace) {
    ObjectNode released = namespace.deepCopy();
    released.withObjectProperty("spec").putArray(FINALIZERS);
    String path = "/api/v1/namespaces/" + name + "/finalize";
    int _ = answered(OwnCalls.of("PUT", path, released.toString()));
  }

  /** Where an object is, in a version of its kind that is served. */
  private String path(Key key) {
    ServedKind kind = resources().get(key.resource());
    if (kind == null) {
      throw new IllegalStateException(key.resource() + " is no longer served");
    }
    String group = kind.resource().resource().group();
    return (group.isEmpty() ? "/api/" : "/apis/" + group + '/')
        + kind.resource().version()
        + (key.namespace().isEmpty() ? "" : "/namespaces/" + key.namespace())
        + '/'
        + kind.resource().resource().resource()
        + '/'
        + key.name();
  }

  /** The status of the answer; a conflict, too, if a test of a patch did not hold. */
  private int answered(ApiCall call) {
    if (!(api.answer(call) instanceof ApiReply.Whole reply)) {
      throw new IllegalStateException(call.method() + ' ' + call.path() + ": no answer to a write");
    }
    int status = reply.status();
    String body = new String(reply.body(), StandardCharsets.UTF_8);
    if (status == INVALID && body.contains(ApiErrors.REJECTED_PATCH)) {
      return CONFLICT;
    }
    if (status >= FIRST_FAILURE && status != NOT_FOUND && status != CONFLICT) {
      throw new IllegalStateException(call.method() + ' ' + call.path() + ": " + body);
    }
    return status;
  }
}
