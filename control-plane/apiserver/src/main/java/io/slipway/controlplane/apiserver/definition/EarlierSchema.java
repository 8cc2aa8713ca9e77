// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.resource.StoredForm;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects that were written before the schema of their kind became what it is: they are read with
 * today's defaults, and without what the schema does not know any more. Those that were written
 * since are as the schema wants them, and are not parsed for it.
 */
final class EarlierSchema implements StoredForm {
  private final Definition definition;
  private final long changed;
  private final Map<String, ResourceSchema> schemas = new ConcurrentHashMap<>();

  /**
   * @param changed the newest revision at which objects may have been written by another schema
   */
  EarlierSchema(Definition definition, long changed) {
    this.definition = definition;
    this.changed = changed;
  }

  @Override
  public boolean differs(long revision) {
    return revision <= changed;
  }

  @Override
  public ObjectNode stored(ObjectNode written) {
    return written;
  }

  @Override
  public ObjectNode written(ObjectNode stored) {
    ResourceSchema schema = schema(stored.path("apiVersion").asText(""));
    if (schema == null) {
      return stored;
    }
    ObjectNode object = stored.deepCopy();
    schema.prune(object);
    schema.dropNulls(object);
    schema.applyDefaults(object);
    return object;
  }

  /** By the version in which the object was written; null if there is none of that name now. */
  private @Nullable ResourceSchema schema(String apiVersion) {
    for (DefinitionVersion version : definition.versions()) {
      if (definition.apiVersion(version).equals(apiVersion)) {
        return schemas.computeIfAbsent(apiVersion, _ -> version.compile());
      }
    }
    return null;
  }
}
