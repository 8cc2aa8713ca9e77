// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.inference.Deadline;
import io.slipway.modelserver.config.SequenceBatching.Strategy;
import io.slipway.modelserver.sequence.SequenceSlots.Admission;
import io.slipway.modelserver.sequence.SequenceSlots.Limits;
import io.slipway.modelserver.sequence.SequenceSlots.Sequence;
import io.slipway.modelserver.sequence.SequenceSlots.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever clients do, and in whatever order: each request has one end, and nothing is left. */
class SequenceSlotsRandomTest {
  private static final int IDS = 12;
  private static final int SLOTS = 4;
  private static final int BATCH = 3;
  private static final int WAITING = 10;
  private static final int ACTIONS = 1000;

  /** A request: of which id, the how manieth of that id. */
  private record Request(int id, int number) {}

  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final Map<Sequence<Request>, Integer> lastRun = new HashMap<>();
  private final Set<Request> admitted = new HashSet<>();
  private final List<Step<Request>> waiting = new ArrayList<>();
  private final List<List<Sequence<Request>>> running = new ArrayList<>();
  private long now;

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  private static Strategy strategy(int seed) {
    return switch (seed % 4) {
      case 0 -> new Strategy.Direct(Duration.ZERO, 0);
      case 1 -> new Strategy.Direct(Duration.ofNanos(5), 0.75);
      case 2 -> new Strategy.Oldest(0, List.of(2), Duration.ofNanos(5), false);
      default -> new Strategy.Oldest(0, List.of(), Duration.ofNanos(3), true);
    };
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachRequestIsRunOrLostOnceAndInItsOrder(int seed) {
    Random random = new Random(seed);
    SequenceSlots<Request> slots =
        new SequenceSlots<>(
            strategy(seed),
            new Limits(SLOTS, BATCH, WAITING, 20),
            (one, other) -> one.step().request.id() % 2 == other.step().request.id() % 2);
    for (int i = 0; i < ACTIONS; i++) {
      now += random.nextInt(3);
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> submit(slots, random);
        case 4, 5 -> next(slots);
        case 6 -> finish(slots, random);
        default -> giveUp(slots, random);
      }
      assertThat(slots.waiting()).isEqualTo(waiting.size()).isLessThanOrEqualTo(2 * WAITING);
    }
    end(slots, random);
  }

  private void submit(SequenceSlots<Request> slots, Random random) {
    int id = random.nextInt(IDS);
    Request request = new Request(id, numbers.merge(id, 1, Integer::sum));
    SequencePlace place =
        new SequencePlace(
            new SequenceId.Numeric(id), random.nextInt(3) == 0, random.nextInt(4) == 0);
    Deadline deadline =
        random.nextInt(10) == 0 ? Deadline.after(Duration.ofNanos(10), now) : Deadline.NONE;
    Step<Request> step = new Step<>(request, place, deadline);
    if (slots.submit(step, now) == Admission.ADMITTED) {
      assertThat(admitted.add(request)).isTrue();
      waiting.add(step);
    }
  }

  private boolean next(SequenceSlots<Request> slots) {
    List<Step<Request>> lost = new ArrayList<>();
    List<Sequence<Request>> chosen = slots.next(now, lost);
    lost.forEach(this::over);
    for (Sequence<Request> each : chosen) {
      Request request = each.step().request;
      over(each.step());
      assertThat(running.stream().flatMap(List::stream)).doesNotContain(each);
      assertThat(request.id() % 2).isEqualTo(chosen.getFirst().step().request.id() % 2);
      assertThat(lastRun.getOrDefault(each, 0)).isLessThan(request.number());
      lastRun.put(each, request.number());
    }
    if (!chosen.isEmpty()) {
      running.add(chosen);
    }
    assertThat(chosen.size()).isLessThanOrEqualTo(BATCH);
    assertThat(running.stream().mapToInt(List::size).sum()).isLessThanOrEqualTo(SLOTS);
    return !chosen.isEmpty() || !lost.isEmpty();
  }

  private void over(Step<Request> step) {
    assertThat(waiting.remove(step)).as("%s ends once", step.request).isTrue();
  }

  private void finish(SequenceSlots<Request> slots, Random random) {
    if (!running.isEmpty()) {
      slots.finished(running.remove(random.nextInt(running.size())), now);
    }
  }

  private void giveUp(SequenceSlots<Request> slots, Random random) {
    if (!waiting.isEmpty() && random.nextInt(4) == 0) {
      Step<Request> step = waiting.get(random.nextInt(waiting.size()));
      List<Step<Request>> lost = slots.giveUp(step, now);
      assertThat(lost).contains(step);
      lost.forEach(this::over);
    }
  }

  /** What waits is run to its end, and then all slots are free again. */
  private void end(SequenceSlots<Request> slots, Random random) {
    if (random.nextBoolean()) {
      slots.closeAll();
    }
    while (!running.isEmpty() || !waiting.isEmpty()) {
      finish(slots, random);
      now += 100;
      boolean some = next(slots);
      assertThat(some || !running.isEmpty() || waiting.isEmpty()).as("it goes on").isTrue();
    }
    now += 100;
    assertThat(next(slots)).isFalse();
    assertThat(slots.size()).isZero();
    for (int id = 1; id <= SLOTS; id++) {
      slots.submit(new Step<>(new Request(id, 0), first(id), Deadline.NONE), now);
    }
    assertThat(slots.backlogged()).isZero();
    slots.submit(new Step<>(new Request(0, 0), first(99), Deadline.NONE), now);
    assertThat(slots.backlogged()).isEqualTo(1);
  }

  private static SequencePlace first(int id) {
    return new SequencePlace(new SequenceId.Numeric(id), true, false);
  }
}
