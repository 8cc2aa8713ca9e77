// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

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
