// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion.Scale;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.resource.KindRules;
import io.slipway.controlplane.apiserver.rules.Rules;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of which its definition says all: its schema, the rules in it, and where the numbers are
 * by which it is scaled.
 */
public final class CustomKind implements KindRules {
  private static final String NOT_CHECKED =
      "some validation rules were not checked because the object was invalid; correct the existing"
          + " errors to complete validation";

  private final ResourceSchema schema;
  private final @Nullable Scale scale;

  /** Null if the schema has no rules: then nothing of CEL is loaded. */
  private final @Nullable Rules rules;

  /**
   * @param scale null if objects are not scaled
   */
  public CustomKind(ResourceSchema schema, @Nullable Scale scale) {
    this.schema = schema;
    this.scale = scale;
    this.rules = schema.root().hasRules() ? new Rules(schema.root()) : null;
  }

  @Override
  public List<String> prune(ObjectNode object) {
    return schema.prune(object);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    schema.dropNulls(object);
    schema.applyDefaults(object);
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    List<FieldError> errors = schema.check(object);
    scale(object, true, errors);
    rules(object, null, errors);
    return errors;
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    List<FieldError> errors = schema.checkUpdate(object, live);
    scale(object, true, errors);
    rules(object, live, errors);
    return errors;
  }

  @Override
  public List<FieldError> checkStatusUpdate(ObjectNode object, ObjectNode live) {
    List<FieldError> errors = schema.checkStatusUpdate(object, live);
    scale(object, false, errors);
    rules(object, live, errors);
    return errors;
  }

  private void rules(JsonNode object, @Nullable JsonNode live, List<FieldError> errors) {
    if (rules == null) {
      return;
    }
    for (FieldError error : errors) {
      switch (error.type()) {
        case NOT_SUPPORTED, REQUIRED, TOO_LONG, TOO_MANY, TYPE_INVALID -> {
          errors.add(FieldError.invalid(FieldPath.none(), NullNode.instance, NOT_CHECKED));
          return;
        }
        case NOT_FOUND, DUPLICATE, INVALID, FORBIDDEN, INTERNAL -> {}
      }
    }
    errors.addAll(rules.check(object, live));
  }

  private void scale(JsonNode object, boolean spec, List<FieldError> errors) {
    if (scale == null) {
      return;
    }
    if (spec) {
      replicas(object, scale.specReplicasPath(), errors);
    }
    replicas(object, scale.statusReplicasPath(), errors);
    String path = scale.labelSelectorPath();
    JsonNode selector = Scale.at(object, path);
    if (!path.isEmpty() && !selector.isMissingNode() && !selector.isTextual()) {
      errors.add(
          FieldError.invalid(FieldPath.of(path), "", path + " accessor error: not a string"));
    }
  }

  private static void replicas(JsonNode object, String path, List<FieldError> errors) {
    JsonNode value = Scale.at(object, path);
    FieldPath field = FieldPath.of(path);
    if (value.isMissingNode()) {
      return;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      LongNode shown = LongNode.valueOf(0);
      errors.add(FieldError.invalid(field, shown, path + " accessor error: not an integer"));
    } else if (value.longValue() < 0) {
      errors.add(FieldError.invalid(field, value, "should be a non-negative integer"));
    } else if (!value.canConvertToInt()) {
      errors.add(
          FieldError.invalid(field, value, "should be less than or equal to " + Integer.MAX_VALUE));
    }
  }
}
