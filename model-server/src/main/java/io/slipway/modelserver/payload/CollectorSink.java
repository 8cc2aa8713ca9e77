// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import io.slipway.modelserver.payload.Destination.Collector;
import io.slipway.modelserver.writing.Sink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to a collector, in the binary mode of CloudEvents over HTTP. What fails for a reason
 * that may pass is tried again, a few times. Thread-safe.
 */
final class CollectorSink implements Sink<PayloadEvent> {
  private static final int WRITERS = 4;
  private static final int ATTEMPTS = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI url;
  private final String shown;
  private final InstantSource clock;
  private final long firstPauseMillis;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Made for the first event: its classes are many. */
  private @Nullable HttpClient client;

  /**
   * @param firstPauseMillis before the second attempt; each further one is four times as long
   */
  CollectorSink(Collector collector, InstantSource clock, long firstPauseMillis) {
    this.url = collector.url();
    this.shown = collector.shown();
    this.clock = clock;
    this.firstPauseMillis = firstPauseMillis;
  }

  @Override
  public int writers() {
    return WRITERS;
  }

  private synchronized HttpClient client() {
    HttpClient first = client;
    if (first == null) {
      first =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(TIMEOUT)
              .build();
      client = first;
    }
    return first;
  }

  @Override
  public void write(PayloadEvent event) throws IOException, InterruptedException {
    HttpRequest request = request(event);
    long pause = firstPauseMillis;
    for (int attempt = 1; ; attempt++) {
      String failure = send(request);
      if (failure == null) {
        return;
      }
      if (attempt == ATTEMPTS || closing.await(pause, TimeUnit.MILLISECONDS)) {
        throw new IOException(failure);
      }
      pause *= 4;
    }
  }

  /**
   * Null if the collector took it, else why it did not for now.
   *
   * @throws IOException if it never will
   */
  private @Nullable String send(HttpRequest request) throws IOException, InterruptedException {
    int status;
    try {
      status = client().send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return shown + " cannot be reached: " + e;
    }
    if (status >= 200 && status < 300) {
      return null;
    }
    String answer = shown + " answered " + status;
    if (status >= 500 || status == 429 || status == 408) {
      return answer;
    }
    throw new IOException(answer);
  }

  private HttpRequest request(PayloadEvent event) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", event.contentType())
            .POST(BodyPublishers.ofByteArray(event.data()));
    EventAttributes.of(event, clock.instant())
        .forEach((name, value) -> request.header("ce-" + name, value));
    if (event.jsonLength() != null) {
      request.header("Inference-Header-Content-Length", event.jsonLength());
    }
    return request.build();
  }

  @Override
  public void idle() {
    // nothing is held back
  }

  @Override
  public synchronized void close() {
    closing.countDown();
    if (client != null) {
      client.shutdownNow();
      client.close();
    }
  }
}
