// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.trace.TraceConfig;
import io.slipway.modelserver.trace.TraceLevels;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceOptionsTest {
  private static final Path FILE = Path.of("t.json");

  private static @Nullable TraceConfig config(String... words) throws Exception {
    return TraceOptions.config(
        Arguments.parse(
            new ServeCommand(ServingProcess.untilStopped()),
            List.of(words),
            new PrintWriter(Writer.nullWriter())));
  }

  @Test
  void withoutAFileNothingCanBeTraced() throws Exception {
    assertThat(config()).isNull();
  }

  @Test
  void aFileAloneTracesNothingYet() throws Exception {
    assertThat(config("--trace-file", "t.json")).isEqualTo(TraceConfig.off(FILE));
  }

  @Test
  void optionsSayWhatIsTracedFromTheStart() throws Exception {
    assertThat(config("--trace-file=t.json", "--trace-options=level=TIMESTAMPS,rate=5"))
        .isEqualTo(new TraceConfig(FILE, new TraceLevels(true, false), 5, -1, 0, 1 << 30));
  }

  @ParameterizedTest
  @CsvSource({
    "--trace-options rate=1, --trace-options needs --trace-file",
    "--trace-file t --trace-options rate=0, --trace-options: rate=0 (expected: >= 1)",
  })
  void saysWhatIsWrong(String line, String message) {
    assertThatThrownBy(() -> config(line.split(" ", -1)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message);
  }
}
