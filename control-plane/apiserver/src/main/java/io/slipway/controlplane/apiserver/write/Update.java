// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.apply.KeptTimes;
import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.meta.ObjectMetaRules;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the object that an update, a patch or an apply stores of the one that was sent and the one
 * that is there.
 *
 * @param context the write
 * @param ofStatus whether only the status is written; else everything but the status of a kind
 *     whose status is written apart
 */
public record Update(WriteContext context, boolean ofStatus) {
  private static final String STATUS = "status";
  private static final String METADATA = "metadata";

  private static final FieldError WITHOUT_VERSION =
      FieldError.invalid(
          FieldPath.of(METADATA).child(Metadata.RESOURCE_VERSION),
          LongNode.valueOf(0),
          "must be specified for an update");

  /**
   * @param sent the whole object as it is to be; becomes part of the result
   * @param live the object that is there, with its resource version
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it is refused
   */
  public Outcome of(ObjectNode sent, ObjectNode live) {
    checkExpected(Metadata.of(sent), Metadata.of(live));
    ObjectNode owned = owners().update(live, sent, context.options().fieldManager(), context.now());
    return finish(owned, live);
  }

  /** As {@link #of}, of the result of an apply, whose owners are in it. */
  public Outcome ofApplied(ObjectNode applied, ObjectNode live) {
    checkExpected(Metadata.of(applied), Metadata.of(live));
    return finish(applied, live);
  }

  private ManagedFields owners() {
    ManagedFields own = ofStatus ? context.type().statusOwners() : context.type().owners();
    if (own == null) {
      throw new IllegalStateException(context.type().kind() + " has no status of its own");
    }
    return own;
  }

  private void checkExpected(Metadata sent, Metadata live) {
    String name = sent.text(Metadata.NAME);
    if (!name.isEmpty() && !name.equals(context.name())) {
      throw ApiErrors.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + context.name()
              + ")");
    }
    if (sent.has(Metadata.UID) && !sent.text(Metadata.UID).equals(live.text(Metadata.UID))) {
      throw ApiErrors.conflict(
          context.type().resource(),
          context.name(),
          "Precondition failed: UID in precondition: "
              + sent.text(Metadata.UID)
              + ", UID in object meta: "
              + live.text(Metadata.UID));
    }
    if (!sent.has(Metadata.RESOURCE_VERSION) && context.type().unconditional()) {
      sent.copy(Metadata.RESOURCE_VERSION, live);
    }
    if (!sent.has(Metadata.RESOURCE_VERSION)) {
      context.refuse(context.name(), List.of(WITHOUT_VERSION));
    }
    String version = sent.text(Metadata.RESOURCE_VERSION);
    if (!version.equals(live.text(Metadata.RESOURCE_VERSION))) {
      throw context.stale();
    }
  }

  private Outcome finish(ObjectNode updated, ObjectNode live) {
    ResourceType type = context.type();
    ObjectNode object = ofStatus ? withStatus(updated, live) : withoutStatus(updated, live);
    Metadata metadata = Metadata.of(object);
    Metadata before = Metadata.of(live);
    context.placeInNamespace(metadata);
    keepWhatIsOurs(metadata, before);
    type.rules().prepareUpdate(object, live);
    if (type.counted() && !ofStatus && !sameWants(object, live)) {
      metadata.putGeneration(before.generation() + 1);
    }
    List<FieldError> errors =
        new ArrayList<>(ObjectMetaRules.onUpdate(metadata.fields(), before.fields()));
    errors.addAll(
        ofStatus
            ? type.rules().checkStatusUpdate(object, live)
            : type.rules().checkUpdate(object, live));
    context.refuse(context.name(), errors);
    return outcome(type, object, live, metadata);
  }

  private static Outcome outcome(
      ResourceType type, ObjectNode object, ObjectNode live, Metadata metadata) {
    if (metadata.isGoing()
        && metadata.finalizers().isEmpty()
        && metadata.fields().path(Metadata.GRACE).asLong() == 0
        && type.rules().mayGo(object)) {
      return new Outcome.Removed(object);
    }
    ObjectNode kept = KeptTimes.restore(live, object);
    return JsonEquality.same(kept, live) ? new Outcome.Unchanged() : new Outcome.Stored(kept);
  }

  /** The status as it is there: this write is not about it. */
  private ObjectNode withoutStatus(ObjectNode updated, ObjectNode live) {
    if (context.type().hasStatus()) {
      replace(updated, STATUS, live.get(STATUS));
    }
    return updated;
  }

  /** All but the status as it is there, and who owns what. */
  private static ObjectNode withStatus(ObjectNode updated, ObjectNode live) {
    ObjectNode object = live.deepCopy();
    replace(object, STATUS, updated.get(STATUS));
    Metadata metadata = Metadata.of(object);
    Metadata sent = Metadata.of(updated);
    metadata.copy("managedFields", sent);
    metadata.copy(Metadata.RESOURCE_VERSION, sent);
    return object;
  }

  private static void replace(ObjectNode object, String field, @Nullable JsonNode value) {
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  private static void keepWhatIsOurs(Metadata metadata, Metadata before) {
    metadata.copy(Metadata.GENERATION, before);
    metadata.copy("selfLink", before);
    metadata.copy(Metadata.CREATED, before);
    for (String field : List.of(Metadata.NAME, Metadata.UID)) {
      if (!metadata.has(field)) {
        metadata.copy(field, before);
      }
    }
    if (before.isGoing()) {
      metadata.copy(Metadata.DELETED, before);
      metadata.copy(Metadata.GRACE, before);
    }
  }

  /** Whether all but metadata and status is as it was. */
  private boolean sameWants(ObjectNode object, ObjectNode live) {
    return coversWants(object, live) && coversWants(live, object);
  }

  private boolean coversWants(ObjectNode object, ObjectNode other) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      if (name.equals(METADATA) || (name.equals(STATUS) && context.type().hasStatus())) {
        continue;
      }
      JsonNode there = other.get(name);
      if (there == null || !JsonEquality.same(field.getValue(), there)) {
        return false;
      }
    }
    return true;
  }
}
