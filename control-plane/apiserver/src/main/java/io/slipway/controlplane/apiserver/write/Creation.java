// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.GeneratedName;
import io.slipway.controlplane.apiserver.meta.ObjectMetaRules;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes the object that a create stores of the one that was sent. */
public final class Creation {
  private Creation() {}

  /**
   * @param sent as {@link SentObject} read it; becomes part of the result
   * @param uid that the object gets
   * @param random for a name that is to be generated
   * @return the object to store, without a resource version
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it is refused
   */
  public static ObjectNode of(
      WriteContext context, ObjectNode sent, String uid, RandomGenerator random) {
    ResourceType type = context.type();
    if (Metadata.of(sent).has(Metadata.RESOURCE_VERSION)) {
      throw ApiErrors.unknown("resourceVersion should not be set on objects to be created");
    }
    ObjectNode object =
        type.owners().update(null, sent, context.options().fieldManager(), context.now());
    return complete(context, object, uid, random);
  }

  /** As {@link #of}, of what an apply made where nothing was. */
  public static ObjectNode ofApplied(WriteContext context, ObjectNode applied, String uid) {
    Metadata metadata = Metadata.of(applied);
    if (metadata.has(Metadata.UID)) {
      throw ApiErrors.conflict(
          context.type().resource(),
          context.name(),
          "uid mismatch: the provided object specified uid "
              + metadata.text(Metadata.UID)
              + ", and no existing object was found");
    }
    metadata.remove(Metadata.RESOURCE_VERSION);
    return complete(context, applied, uid, RandomGenerator.getDefault());
  }

  private static ObjectNode complete(
      WriteContext context, ObjectNode object, String uid, RandomGenerator random) {
    ResourceType type = context.type();
    Metadata metadata = Metadata.of(object);
    context.placeInNamespace(metadata);
    if (!metadata.has(Metadata.NAME) && metadata.has(Metadata.GENERATE_NAME)) {
      metadata.put(Metadata.NAME, GeneratedName.of(metadata.text(Metadata.GENERATE_NAME), random));
    }
    metadata.put(Metadata.UID, uid);
    metadata.put(Metadata.CREATED, Metadata.time(context.now()));
    metadata.remove(Metadata.DELETED);
    metadata.remove(Metadata.GRACE);
    metadata.remove("selfLink");
    if (type.counted()) {
      metadata.putGeneration(1);
    }
    if (type.hasStatus()) {
      object.remove("status");
    }
    type.rules().prepareCreate(object);
    List<FieldError> errors =
        new ArrayList<>(
            ObjectMetaRules.onCreate(metadata.fields(), type.namespaced(), type.nameRule()));
    errors.addAll(type.rules().check(object));
    context.refuse(metadata.text(Metadata.NAME), errors);
    return object;
  }
}
