// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of many objects, which are told in parts. */
class LongListTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int COUNT = 501;

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
    for (int i = 0; i < COUNT; i++) {
      api.create(
          MAPS,
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m%03d\"},\"data\":{\"a\":\"%s\"}}"
              .formatted(i, "é".repeat(200)));
    }
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void thePartsAreOneListOfAllObjects() throws Exception {
    Listener listener = new Listener(Integer.MAX_VALUE);

    ((ApiReply.Events) api.reply("GET", MAPS)).source().tell(listener);

    assertThat(listener.parts).hasSizeGreaterThan(2);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    listener.parts.forEach(whole::writeBytes);
    JsonNode list = new ObjectMapper().readTree(whole.toByteArray());
    assertThat(list.path("kind").asText()).isEqualTo("ConfigMapList");
    assertThat(list.path("items"))
        .extracting(item -> item.at("/metadata/name").asText())
        .containsExactlyElementsOf(IntStream.range(0, COUNT).mapToObj("m%03d"::formatted).toList());
    assertThat(list.at("/items/500")).isEqualTo(lastOfAPage());
  }

  @Test
  void nothingIsToldToWhoHasLeft() throws Exception {
    Listener listener = new Listener(1);

    ((ApiReply.Events) api.reply("GET", MAPS)).source().tell(listener);

    assertThat(listener.parts).hasSize(1);
  }

  private JsonNode lastOfAPage() {
    String next = api.get(MAPS + "?limit=500").at("/metadata/continue");
    return api.get(MAPS + "?limit=500&continue=" + next).body().at("/items/0");
  }

  /** Leaves with a part. */
  private static final class Listener implements ApiReply.EventSink {
    private final List<byte[]> parts = new ArrayList<>();
    private final int last;

    Listener(int last) {
      this.last = last;
    }

    @Override
    public boolean send(byte[] part) {
      parts.add(part);
      return parts.size() < last;
    }

    @Override
    public void onGone(Runnable action) {
      // it leaves with a part
    }
  }
}
