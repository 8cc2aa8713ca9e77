// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void aLineForPeopleHasTimeLevelAndMessage() {
    String line =
        new TextLines().format(record(Level.WARNING, "io.slipway.cli", "model {0} failed", "iris"));

    assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.045 WARN  model iris failed\n");
  }

  @Test
  void aLineOfALibraryNamesIt() {
    assertThat(new TextLines().format(record(Level.FINE, "io.netty.util", "plain")))
        .endsWith("DEBUG io.netty.util: plain\n");
  }

  @Test
  void aFailureHasItsStackTrace() {
    LogRecord record = record(Level.SEVERE, "io.slipway", "stopping failed");
    record.setThrown(new IllegalStateException("why"));

    assertThat(new TextLines().format(record))
        .contains("ERROR stopping failed\n")
        .contains("java.lang.IllegalStateException: why\n\tat ");
  }

  @Test
  void aLineForMachinesIsOneJsonObjectWhateverTheMessageHolds() throws Exception {
    String message =
        "quote \" backslash \\ line\nbreak\r tab\t bell\u0007 \u00e9 \ud83d\ude00 '{'0'}'";
    LogRecord record = record(Level.INFO, "io.slipway.modelserver", message);
    record.setThrown(new IllegalStateException("why\n\"so\""));

    String line = new JsonLines().format(record);

    assertThat(line).endsWith("}\n").hasLineCount(1);
    JsonNode object = json.readTree(line);
    assertThat(object.get("time").asText()).isEqualTo("2026-01-02T03:04:05.045Z");
    assertThat(object.get("level").asText()).isEqualTo("INFO");
    assertThat(object.get("logger").asText()).isEqualTo("io.slipway.modelserver");
    assertThat(object.get("message").asText()).isEqualTo(message);
    assertThat(object.get("error").asText())
        .startsWith("java.lang.IllegalStateException: why\n\"so\"");
  }

  @Test
  void aLoneSurrogateStaysReadableJson() throws Exception {
    String line = new JsonLines().format(record(Level.INFO, "io.slipway", "half \ud83d"));

    assertThat(json.readTree(line).get("message").asText()).isEqualTo("half \ud83d");
  }

  private static LogRecord record(
      Level level, String logger, String message, Object... parameters) {
    LogRecord record = new LogRecord(level, message);
    record.setLoggerName(logger);
    record.setInstant(Instant.parse("2026-01-02T03:04:05.045Z"));
    record.setParameters(parameters.length == 0 ? null : parameters);
    return record;
  }
}
