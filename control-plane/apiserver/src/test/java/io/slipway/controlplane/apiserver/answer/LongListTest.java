// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
  private static final String LARGE = "/api/v1/namespaces/large/configmaps";
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
    JsonNode list = listener.whole();
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

  /** Of {@code ConfigMaps} in a namespace of their own, each with 400 kB. */
  private List<String> large(int count) {
    api.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"large\"}}");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("l" + (char) ('a' + i));
      api.create(
          LARGE,
          "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"odd\":\"%s\"}},\"data\":{\"a\":\"%s\"}}"
              .formatted(names.getLast(), i % 2 == 1, "x".repeat(400_000)));
    }
    return names;
  }

  @Test
  void aListOfLargeObjectsIsAsItWasAtOneTime() throws Exception {
    List<String> names = large(8);
    Listener listener = new Listener(Integer.MAX_VALUE);
    ApiReply.Events list = (ApiReply.Events) api.reply("GET", LARGE);
    api.delete(LARGE + "/" + names.getLast());
    api.create(LARGE, "{\"metadata\":{\"name\":\"lz\"}}");

    list.source().tell(listener);

    JsonNode told = listener.whole();
    assertThat(told.path("items"))
        .extracting(item -> item.at("/metadata/name").asText())
        .containsExactlyElementsOf(names);
    assertThat(told.path("metadata").has("continue")).isFalse();
  }

  @Test
  void aLongListMayBeOfSelectedObjects() throws Exception {
    List<String> names = large(9);
    Listener listener = new Listener(Integer.MAX_VALUE);

    ((ApiReply.Events) api.reply("GET", LARGE + "?labelSelector=odd=true")).source().tell(listener);

    assertThat(listener.whole().path("items"))
        .extracting(item -> item.at("/metadata/name").asText())
        .containsExactly(names.get(1), names.get(3), names.get(5), names.get(7));
  }

  @Test
  void aPageOfLargeObjectsEndsBeforeItsLimit() {
    List<String> names = large(12);

    Api.Answer first = api.get(LARGE + "?limit=500");
    Api.Answer second = api.get(LARGE + "?limit=500&continue=" + first.at("/metadata/continue"));

    assertThat(first.body().path("items")).hasSize(11);
    assertThat(first.at("/metadata/remainingItemCount")).isEqualTo("1");
    assertThat(second.body().path("items"))
        .extracting(item -> item.at("/metadata/name").asText())
        .containsExactly(names.getLast());
    assertThat(second.at("/metadata/continue")).isEmpty();
  }

  @Test
  void aWatchBeginsWithAllThatIsThere() throws Exception {
    List<String> names = large(7);
    Listener listener = new Listener(names.size());

    ((ApiReply.Events) api.reply("GET", LARGE + "?watch=true")).source().tell(listener);

    List<String> told = new ArrayList<>();
    for (byte[] event : listener.parts) {
      told.add(new ObjectMapper().readTree(event).at("/object/metadata/name").asText());
    }
    assertThat(told).containsExactlyElementsOf(names);
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

    JsonNode whole() throws IOException {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      parts.forEach(whole::writeBytes);
      return new ObjectMapper().readTree(whole.toByteArray());
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
