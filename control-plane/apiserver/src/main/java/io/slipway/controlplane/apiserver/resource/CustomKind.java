// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.schema.ResourceSchema;
import java.util.List;

/** A kind of which its definition's schema says all. */
public record CustomKind(ResourceSchema schema) implements KindRules {
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
    return schema.check(object);
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    return schema.checkUpdate(object, live);
  }

  @Override
  public List<FieldError> checkStatusUpdate(ObjectNode object, ObjectNode live) {
    return schema.checkStatusUpdate(object, live);
  }
}
