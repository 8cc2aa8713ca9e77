// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.inference.Deadline;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.modelserver.config.SequenceBatching.Strategy;
import io.slipway.modelserver.sequence.SequenceSlots.Admission;
import io.slipway.modelserver.sequence.SequenceSlots.Limits;
import io.slipway.modelserver.sequence.SequenceSlots.Sequence;
import io.slipway.modelserver.sequence.SequenceSlots.Step;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Requests are named by the id of their sequence and a number; {@code <} begins a sequence, {@code
 * >} ends it. Those of the same letter case can be run together.
 */
class SequenceSlotsTest {
  private static final Strategy AT_ONCE = new Strategy.Direct(Duration.ZERO, 0);
  private static final long IDLE = 100;

  private final Map<String, Step<String>> steps = new HashMap<>();
  private SequenceSlots<String> slots = slots(AT_ONCE, 2, 4, 8);
  private List<Sequence<String>> running = List.of();
  private long now;

  private static SequenceSlots<String> slots(Strategy strategy, int slots, int batch, int waiting) {
    return new SequenceSlots<>(
        strategy, new Limits(slots, batch, waiting, IDLE), SequenceSlotsTest::sameCase);
  }

  private static boolean sameCase(Sequence<String> one, Sequence<String> other) {
    return Character.isLowerCase(one.step().request.charAt(0))
        == Character.isLowerCase(other.step().request.charAt(0));
  }

  private Admission submit(String request) {
    return submit(request, Deadline.NONE);
  }

  private Admission submit(String request, Deadline deadline) {
    String name = request.replaceAll("[<>]", "");
    SequencePlace place =
        new SequencePlace(
            new SequenceId.Text(name.substring(0, 1)),
            request.startsWith("<"),
            request.endsWith(">"));
    Step<String> step = new Step<>(name, place, deadline);
    steps.put(name, step);
    return slots.submit(step, now);
  }

  private void submitAll(String... requests) {
    for (String request : requests) {
      assertThat(submit(request)).as(request).isEqualTo(Admission.ADMITTED);
    }
  }

  /** What is run together next; it is over when the next is asked for. */
  private List<String> next() {
    end();
    running = begin();
    return names(running);
  }

  private List<Sequence<String>> begin() {
    List<Step<String>> lost = new ArrayList<>();
    List<Sequence<String>> chosen = slots.next(now, lost);
    assertThat(lost).isEmpty();
    return chosen;
  }

  private static List<String> names(List<Sequence<String>> chosen) {
    return chosen.stream().map(each -> each.step().request).toList();
  }

  private void end() {
    if (!running.isEmpty()) {
      slots.finished(running, now);
    }
    running = List.of();
  }

  private List<String> giveUp(String request) {
    return slots.giveUp(step(request), now).stream().map(each -> each.request).toList();
  }

  private Step<String> step(String request) {
    Step<String> step = steps.get(request);
    if (step == null) {
      throw new AssertionError(request);
    }
    return step;
  }

  @Test
  void requestsOfASequenceAreRunOneAfterTheOther() {
    submitAll("<a1", "a2", "a3>");

    assertThat(next()).containsExactly("a1");
    assertThat(begin()).isEmpty();
    assertThat(next()).containsExactly("a2");
    assertThat(next()).containsExactly("a3");
    assertThat(next()).isEmpty();
    assertThat(slots.size()).isZero();
  }

  @Test
  void requestsOfDifferentSequencesAreRunTogether() {
    submitAll("<a1", "<b1", "a2>", "b2>");

    assertThat(next()).containsExactly("a1", "b1");
    assertThat(next()).containsExactly("a2", "b2");
  }

  @Test
  void theOldestRequestsAreRunFirst() {
    slots = slots(AT_ONCE, 3, 2, 8);
    submitAll("<a1", "<b1", "<c1", "a2");

    assertThat(next()).containsExactly("a1", "b1");
    assertThat(next()).containsExactly("c1", "a2");
  }

  @Test
  void requestsThatDoNotFitTogetherAreRunApart() {
    slots = slots(AT_ONCE, 3, 4, 8);
    submitAll("<a1", "<B1", "<c1");

    assertThat(next()).containsExactly("a1", "c1");
    assertThat(next()).containsExactly("B1");
  }

  @Test
  void onlyTheFirstRequestOfASequenceIsAdmittedWithoutIt() {
    assertThat(submit("a1")).isEqualTo(Admission.NOT_STARTED);
    assertThat(submit("a1>")).isEqualTo(Admission.NOT_STARTED);
    submitAll("<a1>");
    assertThat(submit("a2")).isEqualTo(Admission.NOT_STARTED);
  }

  @Test
  void anIdMayBeginAgainBeforeItsLastRequestHasRun() {
    submitAll("<a1>", "<a2>");

    assertThat(next()).containsExactly("a1", "a2");
    end();
    assertThat(slots.size()).isZero();
  }

  @Test
  void aSequenceThatBeginsAgainKeepsItsSlotAndItsOrder() {
    submitAll("<a1", "<b1", "<c1", "a2", "<a3");

    assertThat(next()).containsExactly("a1", "b1");
    assertThat(next()).containsExactly("a2");
    assertThat(next()).containsExactly("a3");
    assertThat(slots.size()).isEqualTo(3);
  }

  @Test
  void moreSequencesThanSlotsWaitInTheirOrder() {
    submitAll("<a1", "<b1", "<c1", "<d1>", "c2>");

    assertThat(slots.backlogged()).isEqualTo(2);
    assertThat(next()).containsExactly("a1", "b1");
    submitAll("a2>");
    assertThat(next()).containsExactly("a2");
    assertThat(next()).containsExactly("c1");
    assertThat(next()).containsExactly("c2");
    assertThat(next()).containsExactly("d1");
    end();
    assertThat(slots.size()).isEqualTo(1);
    assertThat(slots.waiting()).isZero();
  }

  @Test
  void theBacklogIsBoundedAndDoesNotHoldUpThoseWithASlot() {
    slots = slots(AT_ONCE, 1, 4, 2);
    submitAll("<a1", "<b1", "<c1");

    assertThat(submit("<d1")).isEqualTo(Admission.FULL);
    assertThat(submit("b2")).isEqualTo(Admission.FULL);
    submitAll("a2");
    assertThat(submit("a3")).isEqualTo(Admission.FULL);
    assertThat(slots.waiting()).isEqualTo(4);
    assertThat(next()).containsExactly("a1");
    submitAll("a3>");
    assertThat(submit("d1")).isEqualTo(Admission.NOT_STARTED);
  }

  @Test
  void aSequenceWithoutRequestsGoesAfterAWhile() {
    submitAll("<a1");
    next();
    now = 50;
    end();
    now = 149;
    assertThat(slots.nanosToNext(now)).isEqualTo(1);
    submitAll("a2");
    assertThat(slots.nanosToNext(now)).isZero();
    next();
    end();
    now = 249;
    assertThat(submit("a3")).isEqualTo(Admission.NOT_STARTED);
    assertThat(slots.size()).isZero();
    assertThat(slots.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aSequenceThatIsRunIsNotIdleHoweverLongItTakes() {
    submitAll("<a1", "<b1", "<c1");
    next();
    now = 1000;
    assertThat(begin()).isEmpty();
    submitAll("a2");
    assertThat(slots.size()).isEqualTo(3);
  }

  @Test
  void whenAnIdleSequenceGoesOneOfTheBacklogHasItsSlotAndItsStateIsReleased() {
    AtomicInteger open = new AtomicInteger(1);
    submitAll("<a1", "<b1", "<c1");
    next();
    running
        .getFirst()
        .state
        .replace(
            List.of(
                Tensor.of(
                    DataType.INT8,
                    Shape.of(1),
                    MemorySegment.ofArray(new byte[1]),
                    open::decrementAndGet)));
    end();
    now = 99;
    assertThat(next()).isEmpty();
    assertThat(open).hasValue(1);
    now = 100;
    assertThat(next()).containsExactly("c1");
    assertThat(open).hasValue(0);
  }

  @Test
  void givingARequestUpEndsItsSequence() {
    submitAll("<a1", "a2", "a3", "a4", "<b1");
    next();

    assertThat(giveUp("a3")).containsExactly("a3", "a4");
    assertThat(submit("a5")).isEqualTo(Admission.NOT_STARTED);
    assertThat(slots.size()).isEqualTo(2);
    assertThat(next()).containsExactly("a2");
    end();
    assertThat(slots.size()).isEqualTo(1);
    assertThat(slots.waiting()).isZero();
    assertThat(giveUp("a3")).isEmpty();
  }

  @Test
  void givingARequestUpKeepsTheSequenceThatBeganAfterIt() {
    submitAll("<a1", "a2", "<a3", "a4");

    assertThat(giveUp("a2")).containsExactly("a2");
    submitAll("a5");
    assertThat(next()).containsExactly("a1");
    assertThat(next()).containsExactly("a3");
    assertThat(next()).containsExactly("a4");
    assertThat(next()).containsExactly("a5");
  }

  @Test
  void givingTheLaterSequenceUpKeepsTheRequestsBeforeIt() {
    submitAll("<a1", "a2", "<a3", "a4");

    assertThat(giveUp("a3")).containsExactly("a3", "a4");
    assertThat(next()).containsExactly("a1");
    assertThat(next()).containsExactly("a2");
    end();
    assertThat(slots.size()).isZero();
  }

  @Test
  void givingARequestInTheBacklogUpTakesItsSequenceOut() {
    submitAll("<a1", "<b1", "<c1", "c2", "<d1>");

    assertThat(giveUp("c1")).containsExactly("c1", "c2");
    assertThat(slots.backlogged()).isEqualTo(1);
    assertThat(slots.waiting()).isEqualTo(3);
  }

  @Test
  void givingUpASequenceThatHasASlotLetsTheNextIn() {
    submitAll("<a1", "<b1", "<c1");

    assertThat(giveUp("a1")).containsExactly("a1");
    assertThat(next()).containsExactly("b1", "c1");
  }

  @Test
  void aRequestWhoseDeadlineHasPassedIsNotRunNorAreThoseAfterIt() {
    submitAll("<a1");
    submit("a2", Deadline.after(Duration.ofNanos(10), now));
    submitAll("a3", "<b1");
    now = 5;
    assertThat(next()).containsExactly("a1", "b1");
    now = 10;
    end();

    List<Step<String>> lost = new ArrayList<>();
    assertThat(slots.next(now, lost)).isEmpty();
    assertThat(lost.stream().map(each -> each.request)).containsExactly("a2", "a3");
    assertThat(slots.size()).isEqualTo(1);
  }

  @Test
  void waitsForMoreRequestsUntilTheDelayIsOver() {
    slots = slots(new Strategy.Direct(Duration.ofNanos(20), 0.5), 4, 4, 8);
    submitAll("<a1");
    now = 5;
    assertThat(next()).isEmpty();
    assertThat(slots.nanosToNext(now)).isEqualTo(15);
    now = 20;
    assertThat(next()).containsExactly("a1");

    submitAll("<b1", "<c1");
    assertThat(begin()).hasSize(2);
  }

  @Test
  void keepsTheOrderOfAnswersByRunningOneBatchAtATime() {
    slots = slots(new Strategy.Oldest(4, List.of(), Duration.ZERO, true), 4, 2, 8);
    submitAll("<a1", "<b1", "<c1");

    assertThat(next()).containsExactly("a1", "b1");
    assertThat(begin()).isEmpty();
    assertThat(slots.nanosToNext(now)).isEqualTo(Long.MAX_VALUE);
    assertThat(next()).containsExactly("c1");
  }

  @Test
  void closingEndsIdleSequencesAndRunsTheRest() {
    submitAll("<a1", "<b1", "<c1", "c2");
    next();
    end();
    slots.closeAll();

    assertThat(submit("a2")).isEqualTo(Admission.NOT_STARTED);
    assertThat(slots.size()).isEqualTo(1);
    assertThat(next()).containsExactly("c1");
    assertThat(next()).containsExactly("c2");
    end();
    assertThat(slots.size()).isZero();
  }

  @Test
  void drainingTakesOutWhatWaitsAndLeavesWhatRuns() {
    submitAll("<a1", "a2", "<b1", "<c1");
    next();
    slots.closeAll();

    assertThat(slots.drain().stream().map(each -> each.request)).containsExactly("a2", "c1");
    assertThat(slots.waiting()).isZero();
    assertThat(slots.size()).isEqualTo(2);
    end();
    assertThat(slots.size()).isZero();
  }
}
