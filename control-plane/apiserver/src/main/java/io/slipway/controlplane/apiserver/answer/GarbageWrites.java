// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.catalog.Catalog;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
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
  private static final String VERSION = "resourceVersion";
  private static final String FINALIZERS = "finalizers";
  private static final String OWNERS = "ownerReferences";
  private static final int FIRST_FAILURE = 300;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

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
    options.withObjectProperty("preconditions").put(VERSION, Long.toString(object.revision()));
    return answered(OwnCalls.of("DELETE", path(object.key()), options.toString())) != CONFLICT;
  }

  private static ObjectNode options(Stored object, String propagation) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("propagationPolicy", propagation);
    options.putObject("preconditions").put("uid", object.uid());
    return options;
  }

  /** Leaves an object these finalizers; if it has changed meanwhile, it is looked at for that. */
  void release(Key key, ObjectNode object, List<String> finalizers) {
    ObjectNode patch = patch(object);
    ArrayNode left = patch.withObjectProperty(METADATA).putArray(FINALIZERS);
    finalizers.forEach(left::add);
    if (left.isEmpty()) {
      patch.withObjectProperty(METADATA).putNull(FINALIZERS);
    }
    int _ = answered(OwnCalls.mergePatch(path(key), patch.toString()));
  }

  /** Takes an owner from an object; false if it has changed meanwhile. */
  boolean disown(Stored stored, String owner) {
    ObjectNode object = ObjectBytes.read(stored);
    ObjectNode patch = patch(object);
    ArrayNode left = patch.withObjectProperty(METADATA).putArray(OWNERS);
    for (JsonNode reference : object.path(METADATA).path(OWNERS)) {
      if (!reference.path("uid").asText().equals(owner)) {
        left.add(reference);
      }
    }
    if (left.isEmpty()) {
      patch.withObjectProperty(METADATA).putNull(OWNERS);
    }
    return answered(OwnCalls.mergePatch(path(stored.key()), patch.toString())) != CONFLICT;
  }

  /** Of an object as it is. */
  private static ObjectNode patch(ObjectNode object) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject(METADATA).set(VERSION, object.path(METADATA).path(VERSION));
    return patch;
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

  /** The status of the answer. */
  private int answered(ApiCall call) {
    if (!(api.answer(call) instanceof ApiReply.Whole reply)) {
      throw new IllegalStateException(call.method() + ' ' + call.path() + ": no answer to a write");
    }
    if (reply.status() >= FIRST_FAILURE
        && reply.status() != NOT_FOUND
        && reply.status() != CONFLICT) {
      throw new IllegalStateException(
          call.method()
              + ' '
              + call.path()
              + ": "
              + new String(reply.body(), StandardCharsets.UTF_8));
    }
    return reply.status();
  }
}
