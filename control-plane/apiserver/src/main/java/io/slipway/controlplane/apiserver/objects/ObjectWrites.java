// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.StatusReason;
import io.slipway.controlplane.apiserver.request.DeleteOptions;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.resource.StoredForm;
import io.slipway.controlplane.apiserver.write.Creation;
import io.slipway.controlplane.apiserver.write.Deletion;
import io.slipway.controlplane.apiserver.write.Outcome;
import io.slipway.controlplane.apiserver.write.WriteContext;
import io.slipway.controlplane.store.Change;
import io.slipway.controlplane.store.Expected;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Stored;
import io.slipway.controlplane.store.WriteResult;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes of objects: decides by what is there, writes if that has not changed meanwhile, and
 * decides anew if it has. Calls block; any thread, best a virtual one.
 */
public final class ObjectWrites {
  /** Others write all the time only in theory. */
  private static final int ATTEMPTS = 20;

  private static final int NAME_ATTEMPTS = 8;

  private final ObjectStore store;
  private final RandomGenerator random;

  public ObjectWrites(ObjectStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  /** Makes of an object that is there what it is to be. It may run more than once. */
  @FunctionalInterface
  public interface Decision extends Function<ObjectNode, Outcome> {}

  /**
   * @param object what is there now, with its resource version; what was removed as it was last
   * @param removed whether it is gone
   */
  public record Written(ObjectNode object, boolean removed) {}

  /**
   * @param sent as {@link io.slipway.controlplane.apiserver.write.SentObject} read it
   * @return the object with its resource version; on a dry run without one
   * @throws ApiException if it is refused
   */
  public ObjectNode create(WriteContext context, ObjectNode sent) {
    boolean generated = !sent.path("metadata").hasNonNull("name");
    String name = "";
    for (int i = 0; i < (generated ? NAME_ATTEMPTS : 1); i++) {
      ObjectNode object =
          Creation.of(context, sent.deepCopy(), UUID.randomUUID().toString(), random);
      name = object.path("metadata").path("name").asText();
      if (create(context, name, object)) {
        return object;
      }
    }
    throw generated
        ? ApiErrors.noUniqueName(context.type().resource(), name)
        : ApiErrors.alreadyExists(context.type().resource(), name);
  }

  /** False if there is one of that name; else the object is stored, and has its version. */
  private boolean create(WriteContext context, String name, ObjectNode object) {
    Key key = key(context.type(), context.namespace(), name);
    if (context.options().dryRun()) {
      return store.get(key).isEmpty();
    }
    return switch (store.create(key, ObjectBytes.document(context.type(), object))) {
      case WriteResult.Accepted(Change change) -> {
        ObjectBytes.stamp(object, change.revision());
        yield true;
      }
      case WriteResult.Exists _ -> false;
      case WriteResult.Stale _, WriteResult.Missing _ ->
          throw new IllegalStateException("a create that looked for something");
    };
  }

  /** Makes of an object what an apply wants, or makes it where there is none. */
  public interface Applying extends Decision {
    /** The object to be stored where there is none. It may run more than once. */
    ObjectNode create();
  }

  /**
   * @param created whether the object is new
   */
  public record Applied(Written written, boolean created) {}

  /**
   * Changes an object, or creates it.
   *
   * @throws ApiException if it is refused
   */
  public Applied apply(WriteContext context, Applying applying) {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (store.get(key(context.type(), context.namespace(), context.name())).isEmpty()) {
        ObjectNode object = applying.create();
        if (create(context, context.name(), object)) {
          return new Applied(new Written(object, false), true);
        }
      }
      try {
        return new Applied(change(context, applying), false);
      } catch (ApiException e) {
        if (e.status().reason() != StatusReason.NOT_FOUND) { // else it has gone meanwhile
          throw e;
        }
      }
    }
    throw ApiErrors.stale(context.type().resource(), context.name());
  }

  /**
   * Changes an object.
   *
   * @throws ApiException if it is not there, or the decision refuses
   */
  public Written change(WriteContext context, Decision decision) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Key key = key(context.type(), context.namespace(), context.name());
      Stored stored = store.get(key).orElse(null);
      if (stored == null) {
        throw ApiErrors.notFound(context.type().resource(), context.name());
      }
      ObjectNode live =
          ObjectBytes.read(
              ObjectBytes.written(context.type(), stored), context.type().apiVersion());
      Outcome outcome = decision.apply(live);
      Written written = write(context, stored, live, outcome);
      if (written != null) {
        return written;
      }
    }
    throw ApiErrors.stale(context.type().resource(), context.name());
  }

  /** Null if the object has changed meanwhile. */
  private @Nullable Written write(
      WriteContext context, Stored stored, ObjectNode live, Outcome outcome) {
    boolean dry = context.options().dryRun();
    Expected expected = new Expected(stored.revision(), stored.uid());
    return switch (outcome) {
      case Outcome.Unchanged _ -> new Written(live, false);
      case Outcome.Stored(ObjectNode object) when dry -> new Written(object, false);
      case Outcome.Removed(ObjectNode last) when dry -> new Written(last, true);
      case Outcome.Stored(ObjectNode object) ->
          accepted(
              store.update(stored.key(), expected, ObjectBytes.document(context.type(), object)),
              object,
              false);
      case Outcome.Removed(ObjectNode last) ->
          accepted(store.delete(stored.key(), expected), last, true);
    };
  }

  private static @Nullable Written accepted(
      WriteResult result, ObjectNode object, boolean removed) {
    if (result instanceof WriteResult.Accepted(Change change)) {
      ObjectBytes.stamp(object, change.revision());
      return new Written(object, removed);
    }
    return null;
  }

  /** Deletes an object, or begins to. */
  public Written delete(WriteContext context, DeleteOptions options, long graceSeconds) {
    return change(
        context, live -> Deletion.of(context.type(), live, options, graceSeconds, context.now()));
  }

  static Key key(ResourceType type, String namespace, String name) {
    return new Key(resource(type), type.namespaced() ? namespace : "", name);
  }

  /** The name of the resource in the store. */
  static String resource(ResourceType type) {
    return StoredForm.resource(type.resource());
  }
}
