// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion.Scale;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.resource.KindRules;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of which its definition says all: its schema, and where the numbers are by which it is
 * scaled.
 */
public final class CustomKind implements KindRules {
  private final ResourceSchema schema;
  private final @Nullable Scale scale;

  /**
   * @param scale null if objects are not scaled
   */
  public CustomKind(ResourceSchema schema, @Nullable Scale scale) {
    this.schema = schema;
    this.scale = scale;
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
    return errors;
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    List<FieldError> errors = schema.checkUpdate(object, live);
    scale(object, true, errors);
    return errors;
  }

  @Override
  public List<FieldError> checkStatusUpdate(ObjectNode object, ObjectNode live) {
    List<FieldError> errors = schema.checkStatusUpdate(object, live);
    scale(object, false, errors);
    return errors;
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
