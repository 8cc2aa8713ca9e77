// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.modelserver.logging.LogSettings;
import io.slipway.modelserver.logging.LogSettings.Format;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  void librariesSayLessThanWeDo() {
    loggers.configure(new TextLines(), Level.INFO);
    assertThat(loggers.getLogger("io.slipway.x").isInfoEnabled()).isTrue();
    assertThat(loggers.getLogger("io.netty.x").isInfoEnabled()).isFalse();
    assertThat(loggers.getLogger("io.netty.x").isWarnEnabled()).isTrue();

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
  void saysHowItWasConfigured() {
    loggers.configure(new JsonLines(), Level.INFO);
    assertThat(loggers.settings()).isEqualTo(new LogSettings(true, true, true, 0, Format.JSON));
    loggers.configure(new TextLines(), Level.ERROR);
    assertThat(loggers.settings())
        .isEqualTo(new LogSettings(false, false, true, 0, Format.DEFAULT));
    loggers.configure(new TextLines(), Level.DEBUG);
    assertThat(loggers.settings()).isEqualTo(new LogSettings(true, true, true, 1, Format.DEFAULT));
    loggers.configure(new TextLines(), Level.TRACE);
    assertThat(loggers.settings().verboseLevel()).isEqualTo(2);
  }

  @Test
  void eachLevelCanBeSilencedByItself() {
    LogSettings mixed = new LogSettings(true, false, true, 0, Format.ISO8601);
    assertThat(loggers.change(_ -> mixed)).isEqualTo(mixed);
    assertThat(loggers.settings()).isEqualTo(mixed);

    for (String name : new String[] {"io.slipway.x", "io.netty.x"}) {
      loggers.getLogger(name).error("an error");
      loggers.getLogger(name).warn("a warning");
      loggers.getLogger(name).info("an info");
      loggers.getLogger(name).debug("a detail");
    }

    assertThat(text())
        .isEqualTo(
            """
            2026-01-02T03:04:05.045Z ERROR an error
            2026-01-02T03:04:05.045Z INFO  an info
            2026-01-02T03:04:05.045Z ERROR io.netty.x: an error
            """);
  }

  @ParameterizedTest
  @CsvSource({"0,false,false", "1,true,false", "2,true,true", "9,true,true"})
  void detailsAreHeardByLevel(int level, boolean debug, boolean trace) {
    loggers.change(_ -> new LogSettings(false, false, false, level, Format.JSON));

    assertThat(loggers.getLogger("io.slipway.x").isDebugEnabled()).isEqualTo(debug);
    assertThat(loggers.getLogger("io.slipway.x").isTraceEnabled()).isEqualTo(trace);
    assertThat(loggers.getLogger("io.slipway.x").isInfoEnabled()).isFalse();
    assertThat(loggers.getLogger("io.netty.x").isDebugEnabled()).isFalse();
    assertThat(loggers.settings().verboseLevel()).isEqualTo(level);
  }

  @Test
  void aChangeThatFailsChangesNothing() {
    LogSettings before = loggers.settings();

    assertThatThrownBy(() ->
            loggers.change(_ -> {
              throw new IllegalArgumentException("no");
            }))
        .hasMessage("no");

    assertThat(loggers.settings()).isEqualTo(before);
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
