// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The events of one watch, read by a thread of its own so that a test waits only so long. */
final class Events implements AutoCloseable {
  private static final long LIMIT_S = 30;

  private final String target;
  private final ApiStream stream;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>(10_000);

  /** A line, or the end of them. */
  private sealed interface Line {
    record Text(String text) implements Line {}

    record End() implements Line {}
  }

  Events(String target, ApiStream stream) {
    this.target = target;
    this.stream = stream;
    assertThat(stream.status()).as("GET %s", target).isEqualTo(200);
    Thread.ofVirtual().name("watch " + target).start(this::read);
  }

  /** The next event; fails if none comes. */
  JsonNode next() {
    return switch (take()) {
      case Line.Text(String text) -> Json.parse(text);
      case Line.End _ -> throw new AssertionError(target + " ended, an event was expected");
    };
  }

  /** The next event, which must be of this type and this object. */
  JsonNode next(String type, String name) {
    JsonNode event = next();
    assertThat(event.path("type").asText() + " " + event.at("/object/metadata/name").asText())
        .as(event.toString())
        .isEqualTo(type + " " + name);
    return event.path("object");
  }

  /** The next event of this type; those of other types before it are passed over. */
  JsonNode nextOf(String type) {
    JsonNode event = next();
    while (!event.path("type").asText().equals(type)) {
      event = next();
    }
    return event.path("object");
  }

  /** That the server ends the watch now, without a further event. */
  void end() {
    assertThat(take()).isInstanceOf(Line.End.class);
  }

  @Override
  public void close() {
    try {
      stream.body().close();
    } catch (IOException e) {
      throw new AssertionError(target + " could not be closed", e);
    }
  }

  private Line take() {
    try {
      Line line = lines.poll(LIMIT_S, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(target + " brought nothing for " + LIMIT_S + " s");
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + target, e);
    }
  }

  private void read() {
    try (var reader = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(new Line.Text(line));
      }
    } catch (IOException _) {
      // closed by the test, or broken: for whoever still waits there is no further event
    }
    lines.add(new Line.End());
  }
}
