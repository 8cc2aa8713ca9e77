// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void writesWhatItReads() throws IOException {
    String json =
        "{\"a\":[1,2.5,\"x\",true,null,{}],\"b\":{\"c\":9007199254740993},\"d\":\"\\u0001\\\"é\"}";

    assertThat(Json.text(Json.object(json.getBytes(UTF_8)))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{\"a\":", "{\"a\":}", "{a:1}"})
  void refusesWhatIsNoObject(String text) {
    assertThatThrownBy(() -> Json.object(text.getBytes(UTF_8))).isInstanceOf(IOException.class);
  }

  @Test
  void comparesNumbersByWhatTheyAre() {
    assertThat(Json.same(Map.of("n", List.of(1)), Map.of("n", List.of(1L)))).isTrue();
    assertThat(Json.same(1, 1.5)).isFalse();
    assertThat(Json.same(1, "1")).isFalse();
  }

  @Test
  void tellsMapsAndListsApart() {
    assertThat(Json.same(Map.of("a", 1), Map.of("a", 1, "b", 2))).isFalse();
    assertThat(Json.same(Map.of("a", 1), Map.of("b", 1))).isFalse();
    assertThat(Json.same(List.of(1, 2), List.of(2, 1))).isFalse();
    assertThat(Json.same(List.of(1), List.of(1, 2))).isFalse();
    assertThat(Json.same(null, null)).isTrue();
    assertThat(Json.same(null, Map.of())).isFalse();
  }
}
