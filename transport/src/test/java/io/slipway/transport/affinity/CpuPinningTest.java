// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuPinningTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|[0]", "0,2|[0, 2]", "2-4|[2, 3, 4]", "5,0-1,1|[0, 1, 5]"})
  void readsNumbersAndRanges(String text, String cpus) {
    assertThat(CpuPinning.parse(text, upTo(8))).hasToString(cpus);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1-", "-1", "3-2", "1,,2", "1024", "99999999999", "0 1"})
  void refusesWhatIsNoListOfCpus(String text) {
    assertThatThrownBy(() -> CpuPinning.parse(text, upTo(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' (expected: CPUs and ranges of them");
  }

  @Test
  void refusesCpusThatTheProcessMayNotUse() {
    assertThatThrownBy(() -> CpuPinning.parse("6-9", upTo(8)))
        .hasMessage(
            "'6-9' has CPU 8, which this process may not use (expected: some of {0, 1, 2, 3, 4, 5,"
                + " 6, 7})");
  }

  @Test
  void putsEachThreadOnTheNextCpuAndNoOther() throws Exception {
    BitSet allowed = ThreadAffinity.ofThisThread();
    StringBuilder all = new StringBuilder();
    allowed.stream().forEach(cpu -> all.append(all.isEmpty() ? "" : ",").append(cpu));
    ThreadFactory threads = CpuPinning.parse(all.toString()).threads(Thread.ofPlatform().factory());
    List<BitSet> seen = new ArrayList<>();
    for (int i = 0; i < allowed.cardinality() + 1; i++) {
      AtomicReference<BitSet> cpus = new AtomicReference<>();
      Thread thread = threads.newThread(() -> cpus.set(ThreadAffinity.ofThisThread()));
      thread.start();
      thread.join();
      seen.add(cpus.get());
    }
    assertThat(seen).allSatisfy(cpus -> assertThat(cpus.cardinality()).isEqualTo(1));
    assertThat(seen.getLast()).isEqualTo(seen.getFirst());
    BitSet together = new BitSet();
    seen.forEach(together::or);
    assertThat(together).isEqualTo(allowed);
    assertThat(ThreadAffinity.ofThisThread()).isEqualTo(allowed);
  }

  private static BitSet upTo(int count) {
    BitSet cpus = new BitSet();
    cpus.set(0, count);
    return cpus;
  }
}
