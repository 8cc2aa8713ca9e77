// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A column of a table.
 *
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format {@code name} for the name of the object; mostly empty
 * @param priority 0 to print always, more for wide output only
 */
public record TableColumn(
    String name, String type, String format, String description, int priority) {
  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("type", type)
        .put("format", format)
        .put("description", description)
        .put("priority", priority);
  }
}
