// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.spec.ContainerSpec.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaunchTest {
  private static final Mount INNER = new Mount("/data/a/b", Path.of("/v/inner"), false);
  private static final Mount OTHER = new Mount("/database", Path.of("/v/other"), false);
  private static final Mount OUTER = new Mount("/data/", Path.of("/v/outer"), false);
  private static final Mount BETWEEN = new Mount("/data/a", Path.of("/v/between"), false);

  private static Launch launch(Mount... mounts) {
    return new Launch(
        Path.of("/run"),
        List.of("/bin/true"),
        Map.of(),
        Path.of("/"),
        List.of(mounts),
        Optional.empty(),
        Optional.empty(),
        Console.NONE,
        StopSignal.DEFAULT);
  }

  @Test
  void mountsInsideOthersComeAfterThem() {
    Launch launch = launch(INNER, OTHER, BETWEEN, OUTER);

    assertThat(launch.mounts()).containsExactly(OTHER, OUTER, BETWEEN, INNER);
    assertThat(launch.around(INNER)).contains(BETWEEN);
    assertThat(launch.around(BETWEEN)).contains(OUTER);
    assertThat(launch.around(OTHER)).isEmpty();
  }
}
