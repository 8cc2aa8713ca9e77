// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What happens to objects after a revision; ends when the API ends it. Used by one thread. */
public final class ObjectWatch implements AutoCloseable {
  private static final int SLACK_SECONDS = 2;

  private final InputStream stream;
  private final BufferedReader lines;

  private ObjectWatch(InputStream stream) {
    this.stream = stream;
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /**
   * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED} or {@code BOOKMARK}
   */
  public record Event(String type, JsonNode object) {
    public boolean isBookmark() {
      return type.equals("BOOKMARK");
    }

    public boolean isDeletion() {
      return type.equals("DELETED");
    }
  }

  /**
   * @param after the revision of a list
   * @param limit how long at most; null for as long as the API does
   */
  public static ObjectWatch begin(
      ObjectReads reads, ResourceType type, String accept, String after, @Nullable Duration limit) {
    Query query =
        reads
            .selection()
            .with("watch", "true")
            .with("allowWatchBookmarks", "true")
            .with("resourceVersion", after);
    if (limit == null) {
      return new ObjectWatch(reads.client().stream(type.path(reads.namespace()), query, accept));
    }
    long seconds = Math.max(limit.plusMillis(999).toSeconds(), 1);
    ObjectWatch watch =
        new ObjectWatch(
            reads.client().stream(
                type.path(reads.namespace()),
                query.with("timeoutSeconds", Long.toString(seconds)),
                accept));
    // For an API that does not keep to it, or is not there any more.
    Executor later = CompletableFuture.delayedExecutor(seconds + SLACK_SECONDS, TimeUnit.SECONDS);
    later.execute(watch::close);
    return watch;
  }

  /**
   * Waits for it; null at the end.
   *
   * @throws ApiFailure if the revision is not there any more
   */
  public @Nullable Event next() {
    try {
      String line = lines.readLine();
      if (line == null) {
        return null;
      }
      JsonNode event = KubeJson.read(line.getBytes(StandardCharsets.UTF_8));
      if (event.path("type").asText().equals("ERROR")) {
        throw ApiFailure.of(event.path("object"));
      }
      return new Event(event.path("type").asText(), event.path("object"));
    } catch (IOException _) {
      return null; // closed, or the connection broke: either way there is no more
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException _) {
      // nothing more is read from it
    }
  }
}
