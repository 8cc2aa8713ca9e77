// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.fuzz;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WireFuzzIT {
  @Test
  void tenThousandDamagedConnections() throws Exception {
    new WireFuzz().run(10_000);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void aMillionDamagedConnections() throws Exception {
    new WireFuzz().run(1_000_000);
  }
}
