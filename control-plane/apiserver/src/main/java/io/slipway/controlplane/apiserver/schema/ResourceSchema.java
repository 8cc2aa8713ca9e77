// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schema does to the objects of a kind. The order of a write is: {@link #prune}, {@link
 * #dropNulls}, {@link #applyDefaults}, then one of the checks. Immutable; any thread may use it,
 * each with an object of its own. {@code apiVersion}, {@code kind} and {@code metadata} at the root
 * are not touched.
 */
public final class ResourceSchema {
  private final SchemaNode root;

  public ResourceSchema(SchemaImage image) {
    this.root = image.root();
  }

  /** The schema of the object as a whole. */
  public SchemaNode root() {
    return root;
  }

  /** Takes out what the schema does not know; the paths of what it was, sorted. */
  public List<String> prune(ObjectNode object) {
    return Pruning.prune(object, root, true);
  }

  /** Takes out nulls where null may not be and no default is given. */
  public void dropNulls(ObjectNode object) {
    Defaulting.dropNulls(object, root);
  }

  /** Puts defaults where nothing is, or null where null may not be. */
  public void applyDefaults(ObjectNode object) {
    Defaulting.apply(object, root);
  }

  /** What is wrong with a new object; empty if nothing is. */
  public List<FieldError> check(JsonNode object) {
    List<FieldError> errors = errors(SchemaCheck.check(root, object), FieldPath.none());
    errors.addAll(EmbeddedResources.check(root, object));
    errors.addAll(KeyedLists.check(root, object));
    return errors;
  }

  /** What an update makes wrong; what was wrong before and is as it was is let pass. */
  public List<FieldError> checkUpdate(JsonNode object, JsonNode old) {
    List<FieldError> errors = updateErrors(root, object, old, FieldPath.none());
    errors.addAll(EmbeddedResources.check(root, object));
    if (KeyedLists.check(root, old).isEmpty()) {
      errors.addAll(KeyedLists.check(root, object));
    }
    return errors;
  }

  /** What an update of the status makes wrong in it. */
  public List<FieldError> checkStatusUpdate(JsonNode object, JsonNode old) {
    JsonNode status = object.get("status");
    SchemaNode schema = root.field("status");
    if (status == null || schema == null) {
      return new ArrayList<>(0);
    }
    return updateErrors(schema, status, old.get("status"), FieldPath.of("status"));
  }

  /** What is wrong with a value that is not a resource: a default of the schema. */
  public List<FieldError> checkValue(JsonNode value, FieldPath path) {
    return errors(SchemaCheck.check(root, value), path);
  }

  /** Whether a value that is not a resource has nothing in it that the schema does not know. */
  public boolean isPruned(JsonNode value) {
    return Pruning.isPruned(value.deepCopy(), root);
  }

  private static List<FieldError> updateErrors(
      SchemaNode schema, JsonNode value, @Nullable JsonNode old, FieldPath base) {
    Verdict verdict = SchemaCheck.check(schema, value);
    if (!verdict.isValid() && old != null) {
      // Only what is wrong is compared with what was there: most updates are right.
      verdict = SchemaCheck.checkUpdate(schema, Correlation.of(schema, value, old));
    }
    return errors(verdict, base);
  }

  private static List<FieldError> errors(Verdict verdict, FieldPath base) {
    List<FieldError> errors = new ArrayList<>(verdict.faults().size());
    for (Fault fault : verdict.faults()) {
      errors.add(fault.error(base));
    }
    return errors;
  }
}
