// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.transport.codec.repository.LoadRequest.FileOverride;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryJsonTest {
  @Test
  void readsWhetherOnlyReadyModelsAreAskedFor() {
    assertThat(RepositoryJson.decodeIndex(body(""))).isFalse();
    assertThat(RepositoryJson.decodeIndex(body("{}"))).isFalse();
    assertThat(RepositoryJson.decodeIndex(body("{\"ready\":true}"))).isTrue();
  }

  @Test
  void readsAnUnload() {
    assertThat(RepositoryJson.decodeUnload(body(""))).isFalse();
    assertThat(RepositoryJson.decodeUnload(body("{\"parameters\":{}}"))).isFalse();
    assertThat(RepositoryJson.decodeUnload(body("{\"parameters\":{\"unload_dependents\":true}}")))
        .isTrue();
  }

  @Test
  void readsALoad() throws IOException {
    assertThat(RepositoryJson.decodeLoad(body(""))).isEqualTo(LoadRequest.PLAIN);
    assertThat(RepositoryJson.decodeLoad(body(" {\"parameters\":{}} ")))
        .isEqualTo(LoadRequest.PLAIN);
    LoadRequest request =
        RepositoryJson.decodeLoad(
            body(
                "{\"parameters\":{\"config\":\"{\\\"a\\\":1}\",\"file:1/model.onnx\":\"AQID\","
                    + "\"file:2/e\":\"\\/\\/8=\",\"file:x\":\"\"}}"));
    assertThat(request.config()).isEqualTo("{\"a\":1}");
    assertThat(request.files())
        .extracting(FileOverride::path)
        .containsExactly("1/model.onnx", "2/e", "x");
    assertThat(bytes(request, 0)).containsExactly(1, 2, 3);
    assertThat(bytes(request, 1)).containsExactly(0xFF, 0xFF);
    assertThat(bytes(request, 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {12287, 12288, 12289, 100_000})
  void readsLargeFilesInPieces(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    String text = Base64.getEncoder().encodeToString(content);

    LoadRequest request =
        RepositoryJson.decodeLoad(body("{\"parameters\":{\"file:f\":\"" + text + "\"}}"));

    assertThat(bytes(request, 0)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AQI*", "A===", "AQ==AQID"})
  void refusesWhatIsNotBase64(String text) {
    LoadRequest request =
        RepositoryJson.decodeLoad(body("{\"parameters\":{\"file:f\":\"" + text + "\"}}"));

    assertThatThrownBy(() -> bytes(request, 0))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("'parameters.file:f' is not base64: ");
  }

  @Test
  void refusesPaddingInTheMiddle() {
    String text = "A".repeat((1 << 14) - 2) + "==" + "AAAA";
    LoadRequest request =
        RepositoryJson.decodeLoad(body("{\"parameters\":{\"file:f\":\"" + text + "\"}}"));

    assertThatThrownBy(() -> bytes(request, 0))
        .hasMessage("'parameters.file:f' is not base64: it goes on after its padding");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | malformed JSON at byte 0: found '[' (expected: an object)",
        "{\"x\":1} | 'x' is not known here",
        "{\"parameters\":{\"x\":1}} | 'parameters.x' is not known here",
        "{\"parameters\":{\"config\":{}}} | 'parameters.config' is an object (expected: a string"
            + " with the configuration's JSON)",
        "{\"parameters\":{\"file:a\":1}} | 'parameters.file:a' is a number (expected: a string with"
            + " base64)",
        "{} x | malformed JSON at byte 3: found 'x' (expected: the end of the JSON)",
      })
  void refusesWrongLoads(String text, String message) {
    assertThatThrownBy(() -> RepositoryJson.decodeLoad(body(text)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  @Test
  void refusesWrongIndexesAndUnloads() {
    assertThatThrownBy(() -> RepositoryJson.decodeIndex(body("{\"ready\":1}")))
        .hasMessage("'ready' is a number (expected: true or false)");
    assertThatThrownBy(() -> RepositoryJson.decodeIndex(body("{\"raedy\":true}")))
        .hasMessage("'raedy' is not known here");
    assertThatThrownBy(() -> RepositoryJson.decodeUnload(body("{\"parameters\":{\"x\":true}}")))
        .hasMessage("'parameters.x' is not known here");
  }

  @Test
  void boundsTheNumberOfFiles() {
    StringBuilder text = new StringBuilder("{\"parameters\":{\"config\":\"\"");
    for (int i = 0; i <= LoadRequest.MAX_FILES; i++) {
      text.append(",\"file:").append(i).append("\":\"\"");
    }
    assertThatThrownBy(() -> RepositoryJson.decodeLoad(body(text + "}}")))
        .hasMessage("more than 1000 files");
  }

  @Test
  void writesTheIndexWithWhatThereIsToSay() {
    ModelStatus failed = new ModelStatus(new ModelId("m", "1"), ModelState.FAILED, "broken", null);
    List<IndexEntry> entries =
        List.of(
            IndexEntry.of(failed),
            IndexEntry.of(new ModelStatus(new ModelId("r", "2"), ModelState.READY, "", null)),
            IndexEntry.notLoaded("n"));
    assertThat(text(out -> RepositoryJson.encodeIndex(entries, out)))
        .isEqualTo(
            "[{\"name\":\"m\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"broken\"},"
                + "{\"name\":\"r\",\"version\":\"2\",\"state\":\"READY\",\"reason\":\"\"},"
                + "{\"name\":\"n\"}]");
  }

  @Test
  void writesWhatKServeAnswers() {
    assertThat(text(out -> RepositoryJson.encodeDone("m", "unload", out)))
        .isEqualTo("{\"name\":\"m\",\"unload\":true}");
  }

  private static byte[] bytes(LoadRequest request, int index) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    request.files().get(index).content().writeTo(out);
    return out.toByteArray();
  }

  private static RequestBody body(String text) {
    return RequestBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Consumer<OutputBuffer> write) {
    try (OutputBuffer out = OutputBuffer.allocate(64)) {
      write.accept(out);
      return out.toUtf8();
    }
  }
}
