// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.answer.ApiReply.EventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchRunTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir private Path directory;
  private final AtomicLong nanoTime = new AtomicLong();
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory, nanoTime::get);
  }

  @AfterEach
  void close() {
    api.close(); // which ends the watches
  }

  private void watch(String query) {
    ApiReply.Events reply =
        (ApiReply.Events) api.reply("GET", MAPS + "?watch=true&resourceVersion=1&" + query);
    EventSink sink =
        new EventSink() {
          @Override
          public boolean send(byte[] event) {
            try {
              return events.add(Api.MAPPER.readTree(event));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void onGone(Runnable action) {
            // it listens to the end
          }
        };
    Thread _ =
        Thread.startVirtualThread(() -> {
          try {
            reply.source().tell(sink);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Its version. */
  private String create(String name, String label) {
    return api.create(
            MAPS,
            "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"a\":\"%s\"}}}".formatted(name, label))
        .at("/metadata/resourceVersion")
        .asText();
  }

  private JsonNode next() throws InterruptedException {
    return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "no event came");
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void aWatchThatIsToldNothingOfABusyKindGetsABookmarkEachMinute() throws Exception {
    watch("labelSelector=a%3Dmine&allowWatchBookmarks=true&timeoutSeconds=600");
    create("first", "mine");
    assertThat(next().path("type").asText()).isEqualTo("ADDED");

    pass(Duration.ofSeconds(61));
    String version = create("second", "others");

    JsonNode bookmark = next();
    assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
    assertThat(bookmark.at("/object/metadata/resourceVersion").asText()).isEqualTo(version);
  }

  @Test
  void aWatchThatDidNotAskForBookmarksGetsNone() throws Exception {
    watch("labelSelector=a%3Dmine&timeoutSeconds=600");
    create("first", "mine");
    assertThat(next().path("type").asText()).isEqualTo("ADDED");

    pass(Duration.ofSeconds(61));
    create("second", "others");
    create("third", "mine");

    assertThat(next().path("type").asText()).isEqualTo("ADDED");
  }
}
