// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogLinesTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void aLineForPeopleHasTimeLevelAndMessage() {
    String line =
        new TextLines().line(event(Level.WARN, "io.slipway.cli", "model iris failed", null));

    assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.045 WARN  model iris failed\n");
  }

  @Test
  void aLineOfALibraryNamesIt() {
    assertThat(new TextLines().line(event(Level.DEBUG, "io.netty.util", "plain", null)))
        .endsWith("DEBUG io.netty.util: plain\n");
  }

  @Test
  void aFailureHasItsStackTrace() {
    LogEvent event =
        event(Level.ERROR, "io.slipway", "stopping failed", new IllegalStateException("why"));

    assertThat(new TextLines().line(event))
        .contains("ERROR stopping failed\n")
        .contains("java.lang.IllegalStateException: why\n\tat ");
  }

  @Test
  void aLineForMachinesIsOneJsonObjectWhateverTheMessageHolds() throws Exception {
    String message =
        "quote \" backslash \\ line\nbreak\r tab\t bell\u0007 \u00e9 \ud83d\ude00 '{'0'}'";
    Throwable thrown = new IllegalStateException("why\n\"so\"");

    String line =
        new JsonLines().line(event(Level.INFO, "io.slipway.modelserver", message, thrown));

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
    String line = new JsonLines().line(event(Level.INFO, "io.slipway", "half \ud83d", null));

    assertThat(json.readTree(line).get("message").asText()).isEqualTo("half \ud83d");
  }

  private static LogEvent event(
      Level level, String logger, String message, @Nullable Throwable thrown) {
    return new LogEvent(Instant.parse("2026-01-02T03:04:05.045Z"), level, logger, message, thrown);
  }
}
