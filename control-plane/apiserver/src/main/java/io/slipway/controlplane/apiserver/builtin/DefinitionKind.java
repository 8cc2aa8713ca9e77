// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.Definition;
import io.slipway.controlplane.apiserver.definition.DefinitionRules;
import io.slipway.controlplane.apiserver.meta.FieldError;
import java.util.List;

/** CustomResourceDefinitions. */
final class DefinitionKind implements Particulars {
  @Override
  public void applyDefaults(ObjectNode object) {
    Definition.applyDefaults(object);
  }

  /** The status of a new object is taken away, and with it what versions objects are kept in. */
  @Override
  public void prepareCreate(ObjectNode object) {
    Definition.applyDefaults(object);
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    return DefinitionRules.onCreate(object);
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    return DefinitionRules.onUpdate(object, live);
  }
}
