// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class JcmdTest {
  @Test
  void addsUpTheGenerationsOfTheHeap() {
    String info =
        """
        1234:
         DefNew     total 78656K, used 1000K [0x0000000080000000, 0x0000000085550000, 0x00000000aaaa0000)
          eden space 69952K,  99% used [0x0000000080000000, 0x0000000084450000, 0x0000000084450000)
         Tenured    total 174784K, used 24K [0x00000000aaaa0000, 0x00000000b5550000, 0x0000000100000000)
         Metaspace       used 9999K, committed 10000K, reserved 1114112K
        """;
    assertThat(Jcmd.heapUsed(info)).isEqualTo(1024 * 1024);
  }

  @Test
  void readsTheHeapOfOtherCollectors() {
    String g1 =
        " garbage-first heap   total reserved 524288K, committed 65536K, used 2048K"
            + " [0x00000000e0000000)";
    assertThat(Jcmd.heapUsed(g1)).isEqualTo(2048 * 1024);
    assertThatThrownBy(() -> Jcmd.heapUsed("nothing"))
        .hasMessageContaining("no figures of the heap");
  }

  @Test
  void readsDirectMemory() {
    String summary = "-                     Other (reserved=5KB, committed=4KB)\n";
    assertThat(Jcmd.direct(summary)).isEqualTo(4096);
  }
}
