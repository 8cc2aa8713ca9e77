// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.definition.DefinitionVersion.Column;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final KindPrinter MAPS = BuiltinPrinters.of(new GroupKind("", "ConfigMap"));
  private static final JsonNode LIST =
      Facts.json(
          """
          {"kind": "ConfigMapList", "apiVersion": "v1",
           "metadata": {"resourceVersion": "7", "continue": "abc", "remainingItemCount": 3},
           "items": [{"metadata": {"name": "one", "creationTimestamp": "2026-11-22T11:55:00Z"}, "data": {"a": "b"}}]}
          """);

  @Test
  void aListBecomesATable() {
    JsonNode table = Tables.table(LIST, MAPS, Tables.Include.of("Metadata"), true, NOW);
    assertThat(table.path("kind").asText()).isEqualTo("Table");
    assertThat(table.path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
    assertThat(table.path("metadata")).isEqualTo(LIST.path("metadata"));
    assertThat(table.at("/columnDefinitions/0").toString())
        .isEqualTo(
            "{\"name\":\"Name\",\"type\":\"string\",\"format\":\"name\",\"description\":\"\",\"priority\":0}");
    assertThat(table.at("/rows/0/cells").toString()).isEqualTo("[\"one\",1,\"5m\"]");
    assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
    assertThat(table.at("/rows/0/object/metadata/name").asText()).isEqualTo("one");
    assertThat(table.at("/rows/0/object").has("data")).isFalse();
  }

  @Test
  void anObjectIsATableOfOneRow() {
    JsonNode one = LIST.path("items").get(0);
    JsonNode table = Tables.table(one, MAPS, Tables.Include.of("Object"), false, NOW);
    assertThat(table.path("columnDefinitions").isNull()).isTrue();
    assertThat(table.path("rows")).hasSize(1);
    assertThat(table.at("/rows/0/object")).isEqualTo(one);
    JsonNode bare = Tables.table(one, MAPS, Tables.Include.of("None"), true, NOW);
    assertThat(bare.at("/rows/0/object").isNull()).isTrue();
  }

  @Test
  void anEmptyListIsATableWithoutRows() {
    JsonNode table =
        Tables.table(Facts.json("{\"items\": []}"), MAPS, Tables.Include.of(""), true, NOW);
    assertThat(table.path("rows").isArray()).isTrue();
    assertThat(table.path("rows")).isEmpty();
  }

  @Test
  void aDefinedKindHasTheColumnsOfItsDefinition() {
    KindPrinter printer =
        CustomColumns.of(
            List.of(
                column("Url", "string", ".status.url"),
                column("Ready", "string", ".status.conditions[?(@.type=='Ready')].status"),
                column("Traffic", "integer", ".spec.traffic"),
                column("Share", "number", ".spec.share"),
                column("On", "boolean", ".spec.on"),
                column("Age", "date", ".metadata.creationTimestamp"),
                column("Bad date", "date", ".spec.on2"),
                column("Map", "string", ".spec.map"),
                column("Float", "string", ".spec.share"),
                column("Wrong", "integer", ".status.url"),
                column("Odd", "string", "$$$")));
    JsonNode object =
        Facts.json(
            """
            {"metadata": {"name": "iris", "creationTimestamp": "2026-11-20T11:00:00Z"},
             "spec": {"traffic": 90.7, "share": 1, "on": true, "on2": "yesterday", "map": {"b": 1, "a": "<"}},
             "status": {"url": "http://x", "conditions": [{"type": "Ready", "status": "True"}]}}
            """);
    JsonNode table = Tables.table(object, printer, Tables.Include.NONE, true, NOW);
    assertThat(table.at("/rows/0/cells").toString())
        .isEqualTo(
            "[\"iris\",\"http://x\",\"True\",90,1.0,true,\"2d1h\",\"<invalid>\","
                + "\"{\\\"a\\\":\\\"\\\\u003c\\\",\\\"b\\\":1}\",\"1\",null,null]");
    assertThat(table.at("/columnDefinitions/1/name").asText()).isEqualTo("Url");
  }

  @Test
  void withoutColumnsItHasAnAge() {
    JsonNode table =
        Tables.table(
            LIST.path("items").get(0), CustomColumns.of(List.of()), Tables.Include.NONE, true, NOW);
    assertThat(table.at("/rows/0/cells").toString()).isEqualTo("[\"one\",\"5m\"]");
    assertThat(table.at("/columnDefinitions/1/type").asText()).isEqualTo("date");
  }

  private static Column column(String name, String type, String path) {
    return new Column(name, type, "", "", 0, path);
  }
}
