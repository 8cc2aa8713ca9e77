// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static Fields fields(String json) throws IOException {
    return Fields.of(Json.object(json.getBytes(UTF_8)));
  }

  @Test
  void whatIsNotThereIsEmpty() throws IOException {
    Fields fields = fields("{\"a\":null}");

    assertThat(fields.has("a")).isFalse();
    assertThat(fields.text("a")).isEmpty();
    assertThat(fields.number("a", 7)).isEqualTo(7);
    assertThat(fields.flag("a", true)).isTrue();
    assertThat(fields.fields("a").list("b")).isEmpty();
    assertThat(fields.texts("a")).isEmpty();
    assertThat(fields.textMap("a")).isEmpty();
  }

  @Test
  void readsWhatIsThere() throws IOException {
    Fields fields =
        fields(
            "{\"t\":\"x\",\"n\":3,\"f\":true,\"l\":[{\"a\":\"b\"}],\"m\":{\"k\":\"v\",\"n\":1}}");

    assertThat(fields.text("t")).isEqualTo("x");
    assertThat(fields.textOrNumber("n")).isEqualTo("3");
    assertThat(fields.number("n", 0)).isEqualTo(3);
    assertThat(fields.flag("f", false)).isTrue();
    assertThat(fields.list("l").getFirst().text("a")).isEqualTo("b");
    assertThat(fields.textMap("m")).isEqualTo(Map.of("k", "v", "n", "1"));
  }

  @Test
  void refusesAnotherTypeWithItsPath() throws IOException {
    Fields fields = fields("{\"a\":{\"l\":[{\"n\":[]}]}}");

    assertThatThrownBy(() -> fields.fields("a").list("l").getFirst().text("n"))
        .isInstanceOf(MalformedObjectException.class)
        .hasMessage("a.l[0].n is of the wrong type (expected: text)");
  }
}
