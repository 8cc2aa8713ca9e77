// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.api.inference.Deadline;
import io.slipway.modelserver.execution.QueuePolicies.Policy;
import io.slipway.modelserver.execution.QueuePolicies.TimeoutAction;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueuePoliciesTest {
  private static Policy size(int maxSize) {
    return new Policy(maxSize, Duration.ZERO, TimeoutAction.REJECT);
  }

  @Test
  void aLevelWithoutAPolicyHasTheStandardOne() {
    QueuePolicies policies = new QueuePolicies(size(3), Map.of(2, size(5)));

    assertThat(policies.of(1)).isEqualTo(size(3));
    assertThat(policies.of(2)).isEqualTo(size(5));
    assertThat(policies.of(0)).isEqualTo(size(3));
  }

  @Test
  void aTimeoutEitherEndsOrDelays() {
    Policy rejecting = new Policy(0, Duration.ofNanos(7), TimeoutAction.REJECT);
    Policy delaying = new Policy(0, Duration.ofNanos(7), TimeoutAction.DELAY);

    assertThat(rejecting.rejection(1)).isEqualTo(new Deadline(true, 8));
    assertThat(rejecting.delay(1)).isEqualTo(Deadline.NONE);
    assertThat(delaying.rejection(1)).isEqualTo(Deadline.NONE);
    assertThat(delaying.delay(1)).isEqualTo(new Deadline(true, 8));
    assertThat(size(1).rejection(1)).isEqualTo(Deadline.NONE);
    assertThat(size(1).delay(1)).isEqualTo(Deadline.NONE);
  }

  @Test
  void capacityIsThatOfAllLevelsTogetherIfEachHasOne() {
    assertThat(QueuePolicies.NONE.capacity(0, 100)).isEqualTo(100);
    assertThat(new QueuePolicies(size(300), Map.of()).capacity(0, 100)).isEqualTo(300);
    assertThat(new QueuePolicies(size(3), Map.of(2, size(5))).capacity(4, 100)).isEqualTo(14);
    assertThat(new QueuePolicies(size(0), Map.of(1, size(5), 2, size(6))).capacity(2, 100))
        .isEqualTo(11);
    assertThat(new QueuePolicies(size(0), Map.of(2, size(5))).capacity(2, 100)).isEqualTo(100);
    assertThat(new QueuePolicies(size(0), Map.of(2, size(500))).capacity(2, 100)).isEqualTo(500);
    assertThat(new QueuePolicies(size(1 << 20), Map.of()).capacity(1000, 100)).isEqualTo(1 << 20);
  }

  @Test
  void knowsWhetherWaitingCanEndARequest() {
    Policy delaying = new Policy(0, Duration.ofNanos(7), TimeoutAction.DELAY);

    assertThat(QueuePolicies.NONE.rejects()).isFalse();
    assertThat(new QueuePolicies(delaying, Map.of()).rejects()).isFalse();
    assertThat(QueuePolicies.of(0, Duration.ofNanos(7), TimeoutAction.REJECT).rejects()).isTrue();
    assertThat(
            new QueuePolicies(
                    delaying, Map.of(1, new Policy(0, Duration.ofNanos(7), TimeoutAction.REJECT)))
                .rejects())
        .isTrue();
  }

  @Test
  void isNoneUnlessItBoundsSomething() {
    assertThat(QueuePolicies.NONE.isNone()).isTrue();
    assertThat(new QueuePolicies(size(0), Map.of()).isNone()).isTrue();
    assertThat(new QueuePolicies(size(1), Map.of()).isNone()).isFalse();
    assertThat(new QueuePolicies(size(0), Map.of(1, size(0))).isNone()).isFalse();
    assertThat(QueuePolicies.of(0, Duration.ofNanos(7), TimeoutAction.DELAY).isNone()).isFalse();
  }

  @Test
  void refusesWhatIsBelowZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> size(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Policy(0, Duration.ofNanos(-1), TimeoutAction.REJECT));
  }
}
