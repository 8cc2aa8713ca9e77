// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.inference.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private final JobQueue queue = new JobQueue();

  @Test
  void isInTheOrderOfLevelsAndOfArrivalWithinThem() {
    Job third = add(2, 1);
    Job first = add(1, 4);
    Job fourth = add(2, 1);
    Job second = add(1, 1);
    assertThat(all()).containsExactly(first, second, third, fourth);
    assertThat(queue.size()).isEqualTo(4);
    assertThat(queue.rows()).isEqualTo(7);
  }

  @Test
  void givesUpAnyOfThem() {
    Job one = add(1, 1);
    Job two = add(1, 2);
    Job three = add(1, 3);
    queue.remove(two);
    assertThat(all()).containsExactly(one, three);
    queue.remove(one);
    queue.remove(three);
    assertThat(queue.first()).isNull();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.rows()).isZero();
    Job another = add(5, 1);
    assertThat(all()).containsExactly(another);
  }

  private Job delayable(int level, long submitted) {
    Job job = Jobs.job(level, 1);
    job.delay = new Deadline(true, submitted + 10);
    queue.add(job);
    return job;
  }

  @Test
  void whoHasWaitedTooLongLetsTheOthersOfTheLevelPass() {
    Job old = delayable(1, 0);
    Job older = delayable(2, -1);
    Job next = delayable(1, 5);
    Job last = delayable(2, 6);
    queue.delay(8);
    assertThat(all()).containsExactly(old, next, older, last);

    queue.delay(10);
    assertThat(all()).containsExactly(next, old, last, older);
    Job newest = delayable(1, 10);
    queue.delay(12);
    assertThat(all()).containsExactly(next, newest, old, last, older);
    queue.delay(15);
    assertThat(all()).containsExactly(newest, old, next, last, older);
    queue.remove(old);
    assertThat(queue.size()).isEqualTo(4);
  }

  @Test
  void aLevelIsFullWithThoseThatLetOthersPass() {
    delayable(1, 0);
    delayable(1, 1);
    delayable(2, 1);
    queue.delay(10);
    assertThat(queue.isFull(1, 2)).isTrue();
    assertThat(queue.isFull(1, 3)).isFalse();
    assertThat(queue.isFull(2, 1)).isTrue();
    assertThat(queue.isFull(3, 1)).isFalse();
    assertThat(queue.isFull(1, 0)).isFalse();
  }

  @Test
  void knowsHowManyAreTakenBeforeARequestOfALevel() {
    add(1, 1);
    add(2, 1);
    add(2, 1);
    add(4, 1);

    assertThat(queue.ahead(1)).isEqualTo(1);
    assertThat(queue.ahead(2)).isEqualTo(3);
    assertThat(queue.ahead(3)).isEqualTo(3);
    assertThat(queue.ahead(4)).isEqualTo(4);
  }

  /** Against a sorted list. */
  @Test
  void agreesWithASortedListWhateverComesAndGoes() {
    Random random = new Random(7);
    List<Job> expected = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (expected.isEmpty() || random.nextInt(expected.size() + 20) < 20) {
        expected.add(add(random.nextInt(5), random.nextInt(3)));
        expected.sort(Comparator.comparingInt(job -> job.level));
      } else {
        queue.remove(expected.remove(random.nextInt(expected.size())));
      }
      assertThat(all()).containsExactlyElementsOf(expected);
    }
  }

  private Job add(int level, int rows) {
    Job job = Jobs.job(level, rows);
    queue.add(job);
    return job;
  }

  private List<Job> all() {
    List<Job> all = new ArrayList<>();
    for (Job job = queue.first(); job != null; job = queue.next(job)) {
      all.add(job);
    }
    return all;
  }
}
