// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PodAddressTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void eachPodHasItsOwnOnLoopbackAndKeepsIt() {
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String uid = "6ba7b810-9dad-11d1-80b4-00c04fd43%03d".formatted(i);
      String address = PodAddress.of(uid, "127.0.0.1");
      assertThat(address).matches("127\\.(6[4-9]|[78]\\d|9[0-5])\\.\\d+\\.\\d+");
      assertThat(PodAddress.of(uid, "127.0.0.1")).isEqualTo(address);
      addresses.add(address);
    }
    assertThat(addresses).hasSizeGreaterThan(197);
  }

  @Test
  void sharesAnAddressThatIsNotLoopback() {
    assertThat(PodAddress.of("uid", "192.0.2.1")).isEqualTo("192.0.2.1");
  }
}
