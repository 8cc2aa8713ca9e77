// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import static io.slipway.controlplane.apiserver.write.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.write.Widgets;
import io.slipway.controlplane.store.Document;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectBytesTest {
  private static Stored stored(ObjectNode object) {
    Document document = ObjectBytes.document(object);
    return new Stored(
        new Key("example.com/widgets", "ns", "w"), 17, document.uid(), document.value());
  }

  @Test
  void keepsAnObjectWithoutItsVersion() {
    ObjectNode object =
        json(
            """
            {"spec":{"a":"\\"metadata\\":{"},"metadata":{"name":"w","uid":"u","resourceVersion":"5",
             "ownerReferences":[{"uid":"o1"},{"uid":"o2"}]},"kind":"K","apiVersion":"g/v1"}\
            """);
    Document document = ObjectBytes.document(object);
    assertThat(document.uid()).isEqualTo("u");
    assertThat(document.owners()).isEqualTo(List.of("o1", "o2"));
    assertThat(new String(document.value(), StandardCharsets.UTF_8))
        .startsWith("{\"apiVersion\":\"g/v1\",\"kind\":\"K\",\"metadata\":{\"name\":\"w\"")
        .doesNotContain("resourceVersion");
  }

  @Test
  void tellsItInEachVersionOfItsKindByParsingAndWithout() {
    ObjectNode live = Widgets.live();
    Stored stored = stored(live);
    ObjectNode read = ObjectBytes.read(stored, "example.com/v2beta1");
    assertThat(read.get("apiVersion").asText()).isEqualTo("example.com/v2beta1");
    assertThat(read.get("metadata").get("resourceVersion").asText()).isEqualTo("17");
    assertThat(read.get("spec")).isEqualTo(live.get("spec"));
    String text =
        new String(ObjectBytes.text(stored, "example.com/v2beta1"), StandardCharsets.UTF_8);
    assertThat(json(text)).isEqualTo(read);
  }
}
