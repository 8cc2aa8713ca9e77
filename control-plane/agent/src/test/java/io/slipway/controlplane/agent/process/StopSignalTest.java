// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopSignalTest {
  @ParameterizedTest
  @CsvSource({
    "'',SIGTERM",
    "SIGINT,SIGINT",
    "INT,SIGINT",
    "sigint,SIGINT",
    "3,SIGQUIT",
    "64,64",
    "RTMIN+3,SIGRTMIN+3"
  })
  void imagesNameThemInSeveralWays(String said, String name) {
    assertThat(StopSignal.named(said)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "SIGUSR1,USR1",
    "SIGRTMIN,34",
    "SIGRTMIN+15,49",
    "SIGRTMAX-14,50",
    "SIGRTMAX,64",
    "SIGIO,29",
    "64,64"
  })
  void shellsHaveNamesForSomeAndNumbersForAll(String name, String option) {
    assertThat(StopSignal.forKill(name)).isEqualTo(option);
  }
}
