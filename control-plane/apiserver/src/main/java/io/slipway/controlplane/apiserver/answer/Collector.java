// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.catalog.Catalog;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.definition.DefinitionKind;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.write.Deletion;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Page;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private static final String DELETED = "deletionTimestamp";
  private static final int MANY = 500;

  /** So often an object is written anew that others write at the same time. */
  private static final int WRITES = 10;

  /** More than there are: those that nobody looks at would stay. */
  private static final int MANY_DEPENDENTS = 1_000_000;

  private final ObjectStore store;
  private final Supplier<Catalog> catalog;
  private final GarbageWrites writes;

  Collector(ObjectStore store, Supplier<Catalog> catalog, KubernetesApi api) {
    this.store = store;
    this.catalog = catalog;
    this.writes = new GarbageWrites(catalog, api);
  }

  /** Where the object of an owner reference would be; null if there can be none that is known. */
  @Nullable Key owner(JsonNode reference, String namespace) {
    ServedKind kind = kindOfOwner(reference);
    return kind == null ? null : owner(kind, reference, namespace);
  }

  private @Nullable ServedKind kindOfOwner(JsonNode reference) {
    String apiVersion = reference.path("apiVersion").asText("");
    String group =
        apiVersion.indexOf('/') < 0 ? "" : apiVersion.substring(0, apiVersion.indexOf('/'));
    for (ServedKind kind : catalog.get().kinds()) {
      if (kind.resource().kind().group().equals(group)
          && kind.resource().kind().kind().equals(reference.path("kind").asText(""))) {
        return kind;
      }
    }
    return null;
  }

  private static @Nullable Key owner(ServedKind kind, JsonNode reference, String namespace) {
    try {
      return new Key(
          GarbageWrites.resource(kind),
          kind.resource().namespaced() ? namespace : "",
          reference.path("name").asText(""));
    } catch (ServingException _) {
      return null; // references are not held to the rules of names; nothing can have this one
    }
  }

  /** What a reference to an owner leads to. */
  private enum Owner {
    THERE,
    ABSENT,
    /** On its way out, as soon as what holds it has gone. */
    WAITING,
    /** Of a kind that is not served, or in a namespace where the object has none. */
    UNKNOWN
  }

  private Owner state(JsonNode reference, Key object) {
    ServedKind kind = kindOfOwner(reference);
    if (kind == null || (kind.resource().namespaced() && object.namespace().isEmpty())) {
      return Owner.UNKNOWN;
    }
    Key key = owner(kind, reference, object.namespace());
    Stored there = key == null ? null : store.get(key).orElse(null);
    if (there == null || !there.uid().equals(reference.path("uid").asText())) {
      return Owner.ABSENT;
    }
    JsonNode metadata = ObjectBytes.read(there).path(METADATA);
    boolean waiting =
        metadata.hasNonNull(DELETED)
            && texts(metadata.path(FINALIZERS)).contains(Deletion.FOREGROUND);
    return waiting ? Owner.WAITING : Owner.THERE;
  }

  List<Key> dependents(String owner) {
    return store.dependents(owner, MANY_DEPENDENTS);
  }

  /** All objects that have an owner, or are to go. */
  List<Key> suspects() {
    List<Key> suspects = new ArrayList<>();
    for (String resource : writes.resources().keySet()) {
      ListPosition at = ListPosition.start(0);
      while (at != null) {
        Page page = store.list(Scope.all(resource), at, MANY);
        for (Stored stored : page.objects()) {
          String text = new String(stored.value(), StandardCharsets.UTF_8);
          if (text.contains("\"ownerReferences\"") || text.contains("\"" + DELETED + "\"")) {
            suspects.add(stored.key());
          }
        }
        at = page.next();
      }
    }
    return suspects;
  }

  void look(Key key) {
    Stored stored = store.get(key).orElse(null);
    if (stored == null) {
      return;
    }
    ObjectNode object = ObjectBytes.read(stored);
    boolean going = isGoing(object);
    if (going && key.resource().equals(NAMESPACES)) {
      sweep(key.name(), object);
    } else if (going) {
      finish(key, object);
    } else if (isOrphaned(key, object)) {
      boolean _ = writes.deleteAsItIs(stored, GarbageWrites.BACKGROUND); // else looked at again
    }
  }

  private static boolean isGoing(ObjectNode object) {
    return object.path(METADATA).hasNonNull(DELETED);
  }

  /** Whether it has owners, and none of them is there. */
  private boolean isOrphaned(Key key, ObjectNode object) {
    JsonNode owners = object.path(METADATA).path(OWNERS);
    for (JsonNode owner : owners) {
      if (state(owner, key) != Owner.ABSENT) {
        return false;
      }
    }
    return !owners.isEmpty();
  }

  /** Does what the finalizers of an object that is to go wait for. */
  private void finish(Key key, ObjectNode object) {
    List<String> finalizers = texts(object.path(METADATA).path(FINALIZERS));
    String uid = object.path(METADATA).path("uid").asText();
    if (key.resource().equals(DEFINITIONS) && finalizers.contains(DefinitionKind.CLEANUP)) {
      if (isEmptied(object.path("spec"))) {
        finalizers.remove(DefinitionKind.CLEANUP);
        writes.release(key, object, finalizers);
      }
    } else if (finalizers.contains(Deletion.ORPHAN)) {
      for (Key dependent : dependents(uid)) {
        disown(dependent, uid);
      }
      finalizers.remove(Deletion.ORPHAN);
      writes.release(key, object, finalizers);
    } else if (finalizers.contains(Deletion.FOREGROUND) && !isHeld(uid)) {
      finalizers.remove(Deletion.FOREGROUND);
      writes.release(key, object, finalizers);
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** Whether an owner that goes last has dependents which hold it; they are let go. */
  private boolean isHeld(String uid) {
    boolean held = false;
    for (Key dependent : dependents(uid)) {
      held |= isHeldBy(dependent, uid);
    }
    return held;
  }

  /** A dependent that has another owner only loses this one. */
  private boolean isHeldBy(Key key, String owner) {
    for (int i = 0; i < WRITES; i++) {
      Stored dependent = store.get(key).orElse(null);
      ObjectNode object = dependent == null ? null : ObjectBytes.read(dependent);
      if (dependent == null || object == null || !holds(object, owner)) {
        return false;
      }
      if (hasOtherOwner(key, object, owner)) {
        if (writes.disown(dependent, owner)) {
          return false;
        }
      } else if (isGoing(object) || writes.deleteAsItIs(dependent, propagation(dependent))) {
        return true;
      }
    }
    throw changesAllTheTime(key);
  }

  private String propagation(Stored object) {
    return dependents(object.uid()).isEmpty() ? GarbageWrites.BACKGROUND : GarbageWrites.FOREGROUND;
  }

  private static IllegalStateException changesAllTheTime(Key key) {
    return new IllegalStateException(key + " is written by others all the time");
  }

  private static boolean holds(ObjectNode object, String owner) {
    for (JsonNode reference : object.path(METADATA).path(OWNERS)) {
      if (reference.path("uid").asText().equals(owner)
          && reference.path("blockOwnerDeletion").asBoolean(false)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasOtherOwner(Key key, ObjectNode object, String owner) {
    for (JsonNode reference : object.path(METADATA).path(OWNERS)) {
      if (!reference.path("uid").asText().equals(owner)) {
        Owner state = state(reference, key);
        if (state == Owner.THERE || state == Owner.UNKNOWN) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Takes an owner from an object.
   *
   * @throws IllegalStateException if that cannot be done now: the owner is not to go before
   */
  private void disown(Key key, String owner) {
    for (int i = 0; i < WRITES; i++) {
      Stored stored = store.get(key).orElse(null);
      if (stored == null || writes.disown(stored, owner)) {
        return;
      }
    }
    throw changesAllTheTime(key);
  }

  /** Deletes the objects of a definition; true if there is none. */
  private boolean isEmptied(JsonNode definition) {
    String resource =
        definition.path("group").asText() + '/' + definition.path("names").path("plural").asText();
    // one that never was served has no objects: those of that name are another one's
    return !writes.resources().containsKey(resource) || isEmptied(Scope.all(resource));
  }

  /** Deletes what is there; true if there is nothing any more. */
  private boolean isEmptied(Scope scope) {
    for (Stored stored : store.list(scope, ListPosition.start(0), 0).objects()) {
      if (!isGoing(ObjectBytes.read(stored))) {
        writes.delete(stored, GarbageWrites.BACKGROUND);
      }
    }
    return store.count(scope) == 0;
  }

  /** Empties a namespace, and lets it go when it is empty. */
  private void sweep(String name, ObjectNode namespace) {
    boolean empty = true;
    for (Map.Entry<String, ServedKind> resource : writes.resources().entrySet()) {
      if (resource.getValue().resource().namespaced()) {
        empty &= isEmptied(Scope.namespace(resource.getKey(), name));
      }
    }
    if (empty) {
      writes.letNamespaceGo(name, namespace);
    }
  }
}
