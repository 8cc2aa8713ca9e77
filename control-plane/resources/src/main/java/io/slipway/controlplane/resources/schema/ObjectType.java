// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a type, by name, in the order of the table. */
public record ObjectType(String name, Map<String, Field> fields) {
  public ObjectType {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
