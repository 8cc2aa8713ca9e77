// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.catalog.Catalog;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.definition.DefinitionKind;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.resource.StoredForm;
import io.slipway.controlplane.apiserver.write.Deletion;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Page;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at single objects, and does what their owners, finalizers and namespaces ask for. */
final class Collector {
  static final String NAMESPACES = "namespaces";
  static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";
  private static final String METADATA = "metadata";
  private static final String FINALIZERS = "finalizers";
  private static final String OWNERS = "ownerReferences";
  private static final int MANY = 500;

  /** More than there are: those that nobody looks at would stay. */
  private static final int MANY_DEPENDENTS = 1_000_000;

  private static final int FIRST_FAILURE = 300;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final ObjectStore store;
  private final Supplier<Catalog> catalog;
  private final KubernetesApi api;

  Collector(ObjectStore store, Supplier<Catalog> catalog, KubernetesApi api) {
    this.store = store;
    this.catalog = catalog;
    this.api = api;
  }

  /** The name of a kind's resource in the store. */
  private static String resource(ServedKind kind) {
    return StoredForm.resource(kind.resource().resource());
  }

  static Key key(ServedKind kind, JsonNode metadata) {
    return new Key(
        resource(kind),
        kind.resource().namespaced() ? metadata.path("namespace").asText("") : "",
        metadata.path("name").asText());
  }

  /** Where the object of an owner reference would be; null if its kind is not served. */
  @Nullable Key owner(JsonNode reference, String namespace) {
    String apiVersion = reference.path("apiVersion").asText("");
    String group =
        apiVersion.indexOf('/') < 0 ? "" : apiVersion.substring(0, apiVersion.indexOf('/'));
    for (ServedKind kind : catalog.get().kinds()) {
      if (kind.resource().kind().group().equals(group)
          && kind.resource().kind().kind().equals(reference.path("kind").asText(""))) {
        String name = reference.path("name").asText("");
        return name.isEmpty()
            ? null
            : new Key(resource(kind), kind.resource().namespaced() ? namespace : "", name);
      }
    }
    return null;
  }

  List<Key> dependents(String owner) {
    return store.dependents(owner, MANY_DEPENDENTS);
  }

  /** All objects that have an owner, or are to go. */
  List<Key> suspects() {
    List<Key> suspects = new ArrayList<>();
    for (String resource : resources().keySet()) {
      ListPosition at = ListPosition.start(0);
      while (at != null) {
        Page page = store.list(Scope.all(resource), at, MANY);
        for (Stored stored : page.objects()) {
          String text = new String(stored.value(), StandardCharsets.UTF_8);
          if (text.contains("\"ownerReferences\"") || text.contains("\"deletionTimestamp\"")) {
            suspects.add(stored.key());
          }
        }
        at = page.next();
      }
    }
    return suspects;
  }

  /** A kind of each resource, whatever its version. */
  private Map<String, ServedKind> resources() {
    Map<String, ServedKind> resources = new LinkedHashMap<>();
    for (ServedKind kind : catalog.get().kinds()) {
      resources.putIfAbsent(resource(kind), kind);
    }
    return resources;
  }

  void look(Key key) {
    Stored stored = store.get(key).orElse(null);
    if (stored == null) {
      return;
    }
    ObjectNode object = ObjectBytes.read(stored);
    boolean going = object.path(METADATA).hasNonNull("deletionTimestamp");
    if (going && key.resource().equals(NAMESPACES)) {
      sweep(key.name(), object);
    } else if (going) {
      finish(key, object);
    } else if (isOrphaned(key, object)) {
      delete(key, object.path(METADATA).path("uid").asText(), "Background");
    }
  }

  /** Whether it has owners, and none of them is there. */
  private boolean isOrphaned(Key key, ObjectNode object) {
    JsonNode owners = object.path(METADATA).path(OWNERS);
    for (JsonNode owner : owners) {
      Key at = owner(owner, key.namespace());
      if (at == null) {
        return false; // of a kind that is not known here: nothing can be said
      }
      Stored there = store.get(at).orElse(null);
      if (there != null && there.uid().equals(owner.path("uid").asText())) {
        return false;
      }
    }
    return !owners.isEmpty();
  }

  /** Does what the finalizers of an object that is to go wait for. */
  private void finish(Key key, ObjectNode object) {
    List<String> finalizers = new ArrayList<>();
    object.path(METADATA).path(FINALIZERS).forEach(each -> finalizers.add(each.asText()));
    String uid = object.path(METADATA).path("uid").asText();
    if (key.resource().equals(DEFINITIONS) && finalizers.contains(DefinitionKind.CLEANUP)) {
      if (isEmptied(object.path("spec"))) {
        finalizers.remove(DefinitionKind.CLEANUP);
        release(key, object, finalizers);
      }
    } else if (finalizers.contains(Deletion.ORPHAN)) {
      for (Key dependent : dependents(uid)) {
        disown(dependent, uid);
      }
      finalizers.remove(Deletion.ORPHAN);
      release(key, object, finalizers);
    } else if (finalizers.contains(Deletion.FOREGROUND)) {
      List<Key> dependents = dependents(uid);
      for (Key dependent : dependents) {
        Stored there = store.get(dependent).orElse(null);
        if (there != null && !ObjectBytes.read(there).path(METADATA).has("deletionTimestamp")) {
          boolean owner = !dependents(there.uid()).isEmpty();
          delete(dependent, there.uid(), owner ? "Foreground" : "Background");
        }
      }
      if (dependents.isEmpty()) {
        finalizers.remove(Deletion.FOREGROUND);
        release(key, object, finalizers);
      }
    }
  }

  private void release(Key key, ObjectNode object, List<String> finalizers) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject(METADATA);
    metadata.set("resourceVersion", object.path(METADATA).path("resourceVersion"));
    ArrayNode left = metadata.putArray(FINALIZERS);
    finalizers.forEach(left::add);
    if (left.isEmpty()) {
      metadata.putNull(FINALIZERS);
    }
    patch(key, patch);
  }

  /** Takes an owner from an object. */
  private void disown(Key key, String owner) {
    Stored stored = store.get(key).orElse(null);
    if (stored == null) {
      return;
    }
    ObjectNode object = ObjectBytes.read(stored);
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject(METADATA);
    metadata.set("resourceVersion", object.path(METADATA).path("resourceVersion"));
    ArrayNode left = metadata.putArray(OWNERS);
    for (JsonNode reference : object.path(METADATA).path(OWNERS)) {
      if (!reference.path("uid").asText().equals(owner)) {
        left.add(reference);
      }
    }
    if (left.isEmpty()) {
      metadata.putNull(OWNERS);
    }
    patch(key, patch);
  }

  /** Deletes the objects of a definition; true if there is none. */
  private boolean isEmptied(JsonNode definition) {
    String resource =
        definition.path("group").asText() + '/' + definition.path("names").path("plural").asText();
    // one that never was served has no objects: those of that name are another one's
    return !resources().containsKey(resource) || isEmptied(Scope.all(resource));
  }

  /** Deletes what is there; true if there is nothing any more. */
  private boolean isEmptied(Scope scope) {
    for (Stored stored : store.list(scope, ListPosition.start(0), 0).objects()) {
      if (!ObjectBytes.read(stored).path(METADATA).has("deletionTimestamp")) {
        delete(stored.key(), stored.uid(), "Background");
      }
    }
    return store.count(scope) == 0;
  }

  /** Empties a namespace, and lets it go when it is empty. */
  private void sweep(String name, ObjectNode namespace) {
    boolean empty = true;
    for (Map.Entry<String, ServedKind> resource : resources().entrySet()) {
      if (resource.getValue().resource().namespaced()) {
        empty &= isEmptied(Scope.namespace(resource.getKey(), name));
      }
    }
    if (empty) {
      ObjectNode released = namespace.deepCopy();
      released.withObjectProperty("spec").putArray(FINALIZERS);
      answered(OwnCalls.of("PUT", "/api/v1/namespaces/" + name + "/finalize", released.toString()));
    }
  }

  private void delete(Key key, String uid, String propagation) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("propagationPolicy", propagation).putObject("preconditions").put("uid", uid);
    answered(OwnCalls.of("DELETE", path(key), options.toString()));
  }

  private void patch(Key key, ObjectNode patch) {
    answered(OwnCalls.mergePatch(path(key), patch.toString()));
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

  /** An object that has changed or gone meanwhile is looked at again for that. */
  private void answered(ApiCall call) {
    if (api.answer(call) instanceof ApiReply.Whole reply
        && reply.status() >= FIRST_FAILURE
        && reply.status() != NOT_FOUND
        && reply.status() != CONFLICT) {
      throw new IllegalStateException(
          call.method()
              + ' '
              + call.path()
              + ": "
              + new String(reply.body(), StandardCharsets.UTF_8));
    }
  }
}
