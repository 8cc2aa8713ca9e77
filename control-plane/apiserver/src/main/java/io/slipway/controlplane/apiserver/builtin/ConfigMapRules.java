// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** ConfigMaps have keys that can be names of files, and may be closed for changes. */
final class ConfigMapRules implements Particulars {
  private static final String DATA = "data";
  private static final String BINARY_DATA = "binaryData";

  @Override
  public List<FieldError> check(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(ConfigKeys.check(object, FieldPath.of(DATA)));
    errors.addAll(ConfigKeys.check(object, FieldPath.of(BINARY_DATA)));
    return errors;
  }

  @Override
  public List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    return Immutability.check(object, live, List.of(DATA, BINARY_DATA));
  }
}
