// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The same with more than a million messages in all. */
@Tag("soak")
@Timeout(value = 3, unit = TimeUnit.HOURS)
class CodecFuzzIT extends CodecFuzzTest {
  @Override
  int inputs() {
    return 200_000;
  }
}
