// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectTableTest {
  private static final JsonNode TABLE =
      ObjectDocument.readAll(
              """
              kind: Table
              columnDefinitions:
              - {name: Name, priority: 0}
              - {name: Ready, priority: 0}
              - {name: Nominated Node, priority: 1}
              rows:
              - cells: [a, true, null]
                object: {metadata: {namespace: lab, labels: {x: "1", y: "2"}}}
              - cells: [longer-name, "two\\nlines", node]
                object: {metadata: {namespace: default}}
              """,
              "test")
          .getFirst()
          .json();

  @Test
  void columnsStandUnderTheirTitles() {
    assertThat(table(false, false, false, "").lines(true))
        .containsExactly(
            "NAME          READY", //
            "a             true",
            "longer-name   two...");
  }

  @Test
  void moreColumnsAreShownIfAsked() {
    assertThat(table(true, true, true, "").lines(true))
        .containsExactly(
            "NAMESPACE   NAME          READY    NOMINATED NODE   LABELS",
            "lab         a             true     <none>           x=1,y=2",
            "default     longer-name   two...   node             <none>");
  }

  @Test
  void namesSayTheirTypeAmongOthers() {
    assertThat(table(false, false, false, "pod/").lines(false))
        .containsExactly("pod/a             true", "pod/longer-name   two...");
  }

  @Test
  void laterLinesKeepTheWidthOfEarlierOnes() {
    assertThat(table(false, false, false, "").lines(false, List.of(20, 9)))
        .containsExactly("a                   true", "longer-name         two...");
  }

  private static ObjectTable table(boolean wide, boolean namespace, boolean labels, String prefix) {
    List<JsonNode> rows = new ArrayList<>();
    TABLE.path("rows").forEach(rows::add);
    return ObjectTable.of(
        TABLE.path("columnDefinitions"),
        rows,
        new ObjectTable.Columns(wide, namespace, labels, prefix));
  }
}
