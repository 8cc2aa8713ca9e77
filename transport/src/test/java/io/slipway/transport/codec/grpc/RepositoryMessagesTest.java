// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.transport.codec.grpc.RepositoryMessages.IndexQuery;
import io.slipway.transport.codec.grpc.RepositoryMessages.ModelAction;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryMessagesTest {
  /** {@code model_name: "m"} as KServe's proto has it. */
  @Test
  void withoutASecondFieldTheFirstIsTheModel() {
    assertThat(action("0a016d")).isEqualTo(new ModelAction(null, "m", LoadRequest.PLAIN, false));
  }

  /** {@code model_name: "m"}, and with {@code repository_name: "r"}, as in Triton and MLServer. */
  @Test
  void withASecondFieldTheFirstIsTheRepository() {
    assertThat(action("12016d")).isEqualTo(new ModelAction(null, "m", LoadRequest.PLAIN, false));
    assertThat(action("0a017212016d"))
        .isEqualTo(new ModelAction("r", "m", LoadRequest.PLAIN, false));
  }

  @Test
  void aRequestWithoutAModelIsRefused() {
    assertThatThrownBy(() -> action("")).hasMessage("the request names no model");
  }

  @Test
  void readsTheParametersOfALoad() throws IOException {
    // parameters { key: "config" value { string_param: "{}" } }
    // parameters { key: "file:1/a" value { bytes_param: "\001\377" } }
    ModelAction action =
        action(
            "12016d" + "1a0e0a06636f6e66696712041a027b7d" + "1a100a0866696c653a312f611204220201ff");
    assertThat(action.load().config()).isEqualTo("{}");
    assertThat(action.load().files()).hasSize(1);
    assertThat(action.load().files().getFirst().path()).isEqualTo("1/a");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    action.load().files().getFirst().content().writeTo(bytes);
    assertThat(bytes.toByteArray()).containsExactly(1, 0xFF);
  }

  @Test
  void readsTheParameterOfAnUnload() {
    // parameters { key: "unload_dependents" value { bool_param: true } }
    assertThat(action("12016d1a170a11756e6c6f61645f646570656e64656e747312020801").dependents())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12016d1a0c0a06636f6e66696712020801 | 'config' has another type (expected: string_param",
        "12016d1a0c0a0666696c653a6112020801 | 'file:a' has another type (expected: bytes_param",
        "12016d1a070a017812020801 | 'x' is not known here",
      })
  void refusesWrongParameters(String hex, String message) {

    assertThatThrownBy(() -> action(hex)).hasMessageContaining(message);
  }

  @Test
  void readsAnIndexQuery() {
    assertThat(RepositoryMessages.decodeIndex(body(""))).isEqualTo(new IndexQuery(null, false));
    assertThat(RepositoryMessages.decodeIndex(body("0a01721001")))
        .isEqualTo(new IndexQuery("r", true));
  }

  @Test
  void writesIndexAndReplies() {
    List<IndexEntry> entries = List.of(new IndexEntry("m", "1", "READY", ""));
    try (OutputBuffer out = OutputBuffer.allocate(64)) {
      RepositoryMessages.encodeIndex(entries, out);
      assertThat(HexFormat.of().formatHex(out.toByteArray()))
          .isEqualTo("0a0d0a016d1201311a055245414459");
    }
    try (OutputBuffer out = OutputBuffer.allocate(64)) {
      RepositoryMessages.encodeDone("m", out);
      assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("0a016d1001");
    }
  }

  private static ModelAction action(String hex) {
    return RepositoryMessages.decodeAction(body(hex));
  }

  private static RequestBody body(String hex) {
    return RequestBody.of(HexFormat.of().parseHex(hex));
  }
}
