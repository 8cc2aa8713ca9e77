// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer unreleased. Registers itself with every test of a module
 * that has this jar in its test class path.
 */
public final class LeakCheck implements AfterAllCallback {
  public LeakCheck() {
    LeakRecorder.install();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = LeakRecorder.collect();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "%d buffers were not released by %s or a test before it:%n%s"
              .formatted(leaks.size(), context.getDisplayName(), String.join("\n", leaks)));
    }
  }
}
