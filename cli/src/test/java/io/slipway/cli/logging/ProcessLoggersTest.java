// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class ProcessLoggersTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ProcessLoggers loggers =
      Logging.loggers(
          new PrintStream(written, false, StandardCharsets.UTF_8),
          InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.045Z")));

  @Test
  void onlyWarningsAreHeardBeforeItIsConfigured() {
    loggers.getLogger("io.slipway.cli").info("starts");
    loggers.getLogger("io.slipway.cli").warn("careful");

    assertThat(text()).doesNotContain("starts").contains("WARN  careful");
  }

  @Test
  void argumentsAreFilledInAndALastThrowableIsTheCause() {
    loggers.configure(new TextLines(), Level.INFO);

    loggers
        .getLogger("io.slipway.x")
        .info("model {} took {} ms", "iris", 12, new IllegalStateException("why"));

    assertThat(text()).contains("INFO  model iris took 12 ms\n").contains("IllegalStateException");
  }

  @Test
  void librariesAreNeverMoreVerboseThanInfo() {
    loggers.configure(new TextLines(), Level.DEBUG);

    assertThat(loggers.getLogger("io.slipway.x").isDebugEnabled()).isTrue();
    assertThat(loggers.getLogger("io.netty.x").isDebugEnabled()).isFalse();
    assertThat(loggers.getLogger("io.netty.x").isInfoEnabled()).isTrue();
  }

  @Test
  void aStricterLevelHoldsForLibrariesToo() {
    loggers.configure(new TextLines(), Level.ERROR);

    assertThat(loggers.getLogger("io.netty.x").isWarnEnabled()).isFalse();
    assertThat(loggers.getLogger("io.slipway.x").isWarnEnabled()).isFalse();
  }

  @Test
  void aNameHasOneLogger() {
    assertThat(loggers.getLogger("a.b")).isSameAs(loggers.getLogger("a.b"));
  }

  @Test
  void theProcessUsesThem() {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(ProcessLoggers.class);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
