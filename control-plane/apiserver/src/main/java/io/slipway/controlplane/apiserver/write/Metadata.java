// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The parts of {@code metadata} that the API itself reads and writes. */
record Metadata(ObjectNode fields) {
  static final String NAME = "name";
  static final String GENERATE_NAME = "generateName";
  static final String NAMESPACE = "namespace";
  static final String UID = "uid";
  static final String RESOURCE_VERSION = "resourceVersion";
  static final String GENERATION = "generation";
  static final String CREATED = "creationTimestamp";
  static final String DELETED = "deletionTimestamp";
  static final String GRACE = "deletionGracePeriodSeconds";
  static final String FINALIZERS = "finalizers";

  /**
   * Those of an object, which gets empty ones if it has none.
   *
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if they are no object
   */
  static Metadata of(ObjectNode object) {
    JsonNode metadata = object.get("metadata");
    if (metadata == null || metadata.isNull()) {
      return new Metadata(object.putObject("metadata"));
    }
    if (metadata instanceof ObjectNode fields) {
      return new Metadata(fields);
    }
    throw ApiErrors.badRequest("metadata: " + metadata.getNodeType() + " (expected: an object)");
  }

  /** Empty if the field is absent. */
  String text(String field) {
    return fields.path(field).asText("");
  }

  boolean has(String field) {
    JsonNode value = fields.get(field);
    return value != null && !value.isNull() && !(value.isTextual() && value.asText().isEmpty());
  }

  void put(String field, String value) {
    fields.put(field, value);
  }

  void remove(String field) {
    fields.remove(field);
  }

  long generation() {
    return fields.path(GENERATION).asLong();
  }

  void putGeneration(long generation) {
    fields.put(GENERATION, generation);
  }

  /** Takes a field over as it is there, or its absence. */
  void copy(String field, Metadata other) {
    JsonNode value = other.fields.get(field);
    if (value == null) {
      fields.remove(field);
    } else {
      fields.set(field, value);
    }
  }

  boolean isGoing() {
    return has(DELETED);
  }

  List<String> finalizers() {
    List<String> finalizers = new ArrayList<>();
    fields.path(FINALIZERS).forEach(finalizer -> finalizers.add(finalizer.asText()));
    return finalizers;
  }

  void putFinalizers(List<String> finalizers) {
    if (finalizers.isEmpty()) {
      fields.remove(FINALIZERS);
      return;
    }
    ArrayNode array = fields.putArray(FINALIZERS);
    finalizers.forEach(array::add);
  }

  /** As Kubernetes writes times: in seconds. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
