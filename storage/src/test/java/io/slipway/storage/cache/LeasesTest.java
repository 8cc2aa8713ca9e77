// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeasesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void whatIsInUseStaysSoAlsoIfAnInterruptedThreadTakesIt() throws IOException {
    Path content = Files.createDirectory(directory.resolve("content-1"));
    try (Leases leases = new Leases()) {
      leases.take(content, NOW);
      Thread.currentThread().interrupt();
      leases.take(content, NOW.plusSeconds(1));
      assertThat(Thread.interrupted()).isTrue();

      leases.take(content, NOW.plusSeconds(2));

      assertThat(leases.deleteUnused(content)).isFalse();
      assertThat(directory.resolve("content-1.use")).hasContent("2026-01-01T00:00:02Z");
    }
  }
}
