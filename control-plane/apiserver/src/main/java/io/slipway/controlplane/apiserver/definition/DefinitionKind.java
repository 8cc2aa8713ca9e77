// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.resource.KindRules;
import io.slipway.controlplane.apiserver.types.BuiltinTypes;
import io.slipway.controlplane.apiserver.types.StructureReader;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The kind CustomResourceDefinition itself. What it lets pass, {@link Definition#of} can read. Its
 * status is for {@link AcceptedNames} to write.
 */
public final class DefinitionKind implements KindRules {
  /** The finalizer that keeps a definition until its objects are gone. */
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private final TypeDescription type =
      Objects.requireNonNull(
          BuiltinTypes.of("apiextensions.k8s.io/v1", "CustomResourceDefinition"));

  /**
   * Also reads the schemas.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if something is of
   *     another type than it must be
   */
  @Override
  public List<String> prune(ObjectNode object) {
    StructureReader.Reading reading = StructureReader.read(type, object);
    object.removeAll();
    object.setAll(reading.document());
    List<String> unknown = new ArrayList<>(reading.unknownFields());
    JsonNode versions = object.path("spec").path("versions");
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).get("schema") instanceof ObjectNode schema) {
        unknown.addAll(SchemaWords.prune(object, schema, i));
      }
    }
    return unknown;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Definition.applyDefaults(object);
  }

  @Override
  public void prepareCreate(ObjectNode object) {
    Definition.addStoredVersion(object);
  }

  @Override
  public void prepareUpdate(ObjectNode object, ObjectNode live) {
    Definition.addStoredVersion(object);
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    return DefinitionRules.onCreate(object);
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    return DefinitionRules.onUpdate(object, live);
  }

  /** Not before its objects have gone, for which it is marked when it is asked to go. */
  @Override
  public boolean mayGo(ObjectNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp");
  }

  @Override
  public void prepareGoing(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    ArrayNode finalizers = metadata.withArrayProperty("finalizers");
    if (!Definition.texts(finalizers).contains(CLEANUP)) {
      finalizers.add(CLEANUP);
    }
    ArrayNode conditions = object.withObjectProperty("status").withArrayProperty("conditions");
    if (!Definition.isTerminating(object)) {
      conditions
          .addObject()
          .put("lastTransitionTime", metadata.path("deletionTimestamp").asText())
          .put(
              "message",
              "CustomResourceDefinition marked for deletion; CustomResource deletion will begin"
                  + " soon")
          .put("reason", "InstanceDeletionPending")
          .put("status", "True")
          .put("type", "Terminating");
    }
  }

  /** The status is written by the API itself, or by who migrates objects: it may say anything. */
  @Override
  public List<FieldError> checkStatusUpdate(ObjectNode object, ObjectNode live) {
    return List.of();
  }
}
