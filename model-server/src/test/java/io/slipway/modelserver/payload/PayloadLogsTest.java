// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.payload.PayloadEvent.Kind;
import io.slipway.modelserver.payload.PayloadEvent.Source;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.writing.Sink;
import io.slipway.modelserver.writing.WriteQueue;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which queue writes to a destination when, while destinations come and go. */
class PayloadLogsTest {
  private static final Destination FILE = new Destination.File(Path.of("one"));
  private static final Destination OTHER = new Destination.File(Path.of("other"));
  private static final Destination THIRD = new Destination.File(Path.of("third"));
  private static final Source SOURCE = new Source("default", "m", Source.PREDICTOR, Map.of());

  /** What became of the sinks, each by its number, in this order; guarded by itself. */
  private final Set<String> steps = new LinkedHashSet<>();

  /** Of the first sink, which hangs in its first write. */
  private final CountDownLatch writing = new CountDownLatch(1);

  private final CountDownLatch letGo = new CountDownLatch(1);
  private final ServerMetrics metrics = new ServerMetrics();
  private final PayloadLogs logs =
      PayloadLogs.start(
          PayloadLogConfig.NONE, InstantSource.system(), metrics, (_, _) -> new TestSink());
  private int sinks;

  private final class TestSink implements Sink<PayloadEvent> {
    private final int number = sinks++;

    @Override
    public int writers() {
      step(number + " begins");
      return 1;
    }

    @Override
    public void write(PayloadEvent event) throws InterruptedException {
      step(number + " writes " + event.id());
      if (number == 0) {
        writing.countDown();
        letGo.await();
      }
    }

    @Override
    public void idle() {
      // nothing is held back
    }

    @Override
    public void close() {
      step(number + " ends");
    }
  }

  private void step(String step) {
    synchronized (steps) {
      steps.add(step);
    }
  }

  private List<String> steps() {
    synchronized (steps) {
      return List.copyOf(steps);
    }
  }

  private void use(Destination to, String options) {
    ServiceLogConfig log =
        new ServiceLogConfig(to, Mode.ALL, List.of(), Map.of(), LogOptions.parse(options));
    logs.use(Map.of("default/m", new LoggedName("m", Source.PREDICTOR, log)));
  }

  private void event(String id) {
    ServiceLog log = Objects.requireNonNull(logs.of("default", "m"));
    WriteQueue<PayloadEvent> queue = logs.queue(log);
    if (queue.reserve(1)) {
      queue.offer(
          new PayloadEvent(
              Kind.REQUEST, id, Instant.EPOCH, SOURCE, "text/plain", null, Map.of(), new byte[1]));
    }
  }

  /** The first sink hangs in its first write, and nobody wants it any more. */
  private void endsWhileItWrites() throws InterruptedException {
    use(FILE, "events=9");
    event("e-1");
    assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();
    logs.use(Map.of());
  }

  @AfterEach
  void close() {
    letGo.countDown();
    logs.close();
  }

  @Test
  void aDestinationThatIsWantedAgainWaitsForItsLastWriter() throws InterruptedException {
    endsWhileItWrites();
    use(FILE, "events=9");
    event("e-2");
    assertThat(steps()).containsExactly("0 begins", "0 writes e-1");
    letGo.countDown();
    logs.close();
    assertThat(steps())
        .containsExactly(
            "0 begins", "0 writes e-1", "0 ends", "1 begins", "1 writes e-2", "1 ends");
  }

  @Test
  void eachOfSeveralChangesWaitsForTheOneBeforeIt() throws InterruptedException {
    endsWhileItWrites();
    use(FILE, "events=8");
    event("e-2");
    use(FILE, "events=7");
    event("e-3");
    assertThat(steps()).containsExactly("0 begins", "0 writes e-1");
    letGo.countDown();
    logs.close();
    assertThat(steps())
        .containsExactly(
            "0 begins",
            "0 writes e-1",
            "0 ends",
            "1 begins",
            "1 writes e-2",
            "1 ends",
            "2 begins",
            "2 writes e-3",
            "2 ends");
  }

  @Test
  void whatWaitsForItsTurnIsBounded() throws InterruptedException {
    endsWhileItWrites();
    use(FILE, "events=2");
    for (int i = 2; i <= 5; i++) {
      event("e-" + i);
    }
    assertThat(metrics.scrape()).contains("slipway_payload_events_total{result=\"dropped\"} 2.0");
    letGo.countDown();
    logs.close();
    assertThat(steps()).contains("1 writes e-2", "1 writes e-3").doesNotContain("1 writes e-4");
  }

  @Test
  void theEndWaitsForWhatHasNotBegun() throws InterruptedException {
    endsWhileItWrites();
    use(FILE, "events=9");
    event("e-2");
    Thread closing = Thread.ofVirtual().start(logs::close);
    await().until(() -> closing.getState() == Thread.State.WAITING);
    assertThat(steps()).containsExactly("0 begins", "0 writes e-1");
    letGo.countDown();
    closing.join();
    assertThat(steps()).contains("1 writes e-2", "1 ends");
  }

  @Test
  void anotherDestinationIsNotHeldUp() throws InterruptedException {
    endsWhileItWrites();
    use(OTHER, "events=9");
    event("e-2");
    use(THIRD, "events=9");
    event("e-3");
    await().until(() -> steps().contains("1 ends") && steps().contains("2 writes e-3"));
    assertThat(steps()).contains("1 writes e-2").doesNotContain("0 ends");
  }
}
