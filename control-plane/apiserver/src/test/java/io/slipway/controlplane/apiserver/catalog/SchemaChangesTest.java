// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaChangesTest {
  private final SchemaChanges changes = new SchemaChanges();

  private static ObjectNode definition(String uid, long generation) {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    definition.putObject("metadata").put("name", "a").put("uid", uid).put("generation", generation);
    return definition;
  }

  @Test
  void aWriteThatIsOfNothingButTheStatusDoesNotCount() {
    assertThat(changes.last(definition("u", 1), 5)).isEqualTo(5);
    assertThat(changes.last(definition("u", 1), 9)).isEqualTo(5);
    assertThat(changes.last(definition("u", 2), 12)).isEqualTo(12);
    assertThat(changes.last(definition("v", 2), 20)).isEqualTo(20);
  }

  @Test
  void whatIsGoneIsForgotten() {
    assertThat(changes.last(definition("u", 1), 5)).isEqualTo(5);
    changes.retain(Set.of());

    assertThat(changes.last(definition("u", 1), 9)).isEqualTo(9);
  }
}
