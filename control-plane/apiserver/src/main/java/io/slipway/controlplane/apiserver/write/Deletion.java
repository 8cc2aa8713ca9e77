// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.request.DeleteOptions;
import io.slipway.controlplane.apiserver.request.DeleteOptions.Propagation;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a deletion makes of an object: with finalizers, or with time to end, it only gets
 * the time of its deletion.
 */
public final class Deletion {
  /** Whoever takes it off has first released the dependents. */
  public static final String ORPHAN = "orphan";

  /** Whoever takes it off has first deleted the dependents. */
  public static final String FOREGROUND = "foregroundDeletion";

  private Deletion() {}

  /**
   * @param type of the object
   * @param live the object that is there, with its resource version; is left as it is
   * @param graceSeconds how long the object may take to end; 0 for kinds that need no time
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if the object is not the one that
   *     was meant, or may never go
   */
  public static Outcome of(
      ResourceType type, ObjectNode live, DeleteOptions options, long graceSeconds, Instant now) {
    Metadata before = Metadata.of(live);
    // these two messages name the kind where all others name the resource
    GroupKind kind = type.kind();
    checkExpected(new GroupResource(kind.group(), kind.kind()), before, options);
    String keeps = type.rules().keeps(before.text(Metadata.NAME));
    if (!keeps.isEmpty()) {
      throw ApiErrors.forbidden(type.resource(), before.text(Metadata.NAME), keeps);
    }
    ObjectNode object = live.deepCopy();
    Metadata metadata = Metadata.of(object);
    List<String> finalizers = finalizers(before.finalizers(), options.propagation());
    metadata.putFinalizers(finalizers);
    if (graceSeconds == 0 && finalizers.isEmpty() && type.rules().mayGo(object)) {
      return new Outcome.Removed(object);
    }
    if (!before.isGoing()) {
      mark(metadata, graceSeconds, now);
    } else if (graceSeconds < before.fields().path(Metadata.GRACE).asLong()) {
      metadata.put(Metadata.DELETED, Metadata.time(earlier(before, graceSeconds)));
      metadata.fields().put(Metadata.GRACE, graceSeconds);
    }
    type.rules().prepareGoing(object);
    return JsonEquality.same(object, live) ? new Outcome.Unchanged() : new Outcome.Stored(object);
  }

  private static void mark(Metadata metadata, long graceSeconds, Instant now) {
    metadata.put(Metadata.DELETED, Metadata.time(now.plusSeconds(graceSeconds)));
    metadata.fields().put(Metadata.GRACE, graceSeconds);
    if (metadata.generation() > 0) {
      metadata.putGeneration(metadata.generation() + 1);
    }
  }

  /** The end of a shorter time that began when the deletion was first asked for. */
  private static Instant earlier(Metadata before, long graceSeconds) {
    Instant end = Instant.parse(before.text(Metadata.DELETED));
    return end.minusSeconds(before.fields().path(Metadata.GRACE).asLong() - graceSeconds);
  }

  private static List<String> finalizers(List<String> there, @Nullable Propagation propagation) {
    if (propagation == null) {
      return there;
    }
    List<String> finalizers = new ArrayList<>(there);
    finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
    switch (propagation) {
      case ORPHAN -> finalizers.add(ORPHAN);
      case FOREGROUND -> finalizers.add(FOREGROUND);
      case BACKGROUND -> {}
    }
    return finalizers;
  }

  private static void checkExpected(GroupResource resource, Metadata live, DeleteOptions options) {
    String uid = options.uid();
    if (uid != null && !uid.equals(live.text(Metadata.UID))) {
      throw ApiErrors.conflict(
          resource,
          live.text(Metadata.NAME),
          "the UID in the precondition ("
              + uid
              + ") does not match the UID in record ("
              + live.text(Metadata.UID)
              + "). The object might have been deleted and then recreated");
    }
    String version = options.resourceVersion();
    if (version != null && !version.equals(live.text(Metadata.RESOURCE_VERSION))) {
      throw ApiErrors.conflict(
          resource,
          live.text(Metadata.NAME),
          "the ResourceVersion in the precondition ("
              + version
              + ") does not match the ResourceVersion in record ("
              + live.text(Metadata.RESOURCE_VERSION)
              + "). The object might have been modified");
    }
  }
}
