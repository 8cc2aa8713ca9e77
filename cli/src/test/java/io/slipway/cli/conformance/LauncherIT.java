// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The launcher and the AOT cache that it makes. */
@Tag("conformance")
class LauncherIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void startsFromTheAotCache() throws Exception {
    // AOTMode=on makes a JVM that can't use the cache end instead of going on without it.
    String output =
        new Command(
                List.of(Checkout.launcher().toString(), "version"),
                Checkout.root(),
                Map.of("SLIPWAY_JAVA_OPTS", "-XX:AOTMode=on -Xlog:class+load=info:stdout"),
                LIMIT)
            .output();

    assertThat(output)
        .containsPattern("io\\.slipway\\.cli\\.Main source: shared objects file")
        .containsPattern("io\\.slipway\\.cli\\.command\\.Commands source: shared objects file")
        .contains("slipway ");
  }
}
