// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
}
