// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("soak")
@Timeout(value = 3, unit = TimeUnit.HOURS)
class ConfigTextFuzzIT {
  private static final int INPUTS = 1_000_000;

  @Test
  void aMillionTexts() {
    ConfigTextFuzz fuzz = new ConfigTextFuzz(3);
    for (int i = 0; i < INPUTS; i++) {
      if (i % 2 == 0) {
        fuzz.whole();
      } else {
        fuzz.damaged();
      }
    }
  }
}
