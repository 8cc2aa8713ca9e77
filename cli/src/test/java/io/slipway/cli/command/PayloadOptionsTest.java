// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.payload.Destination;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.ParseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadOptionsTest {
  private static @Nullable ServiceLogConfig log(String... args) throws ParseException {
    return ServerOptions.config(
            Arguments.parse(
                new ServeCommand(ServingProcess.untilStopped()),
                List.of(args),
                new PrintWriter(Writer.nullWriter())))
        .payloadLog();
  }

  @Test
  void unlessToldNothingIsLogged() throws Exception {
    assertThat(log()).isNull();
  }

  @Test
  void readsWhereToLogAndHow() throws Exception {
    assertThat(log("--payload-log", "log.jsonl"))
        .isEqualTo(
            new ServiceLogConfig(
                new Destination.File(Path.of("log.jsonl").toAbsolutePath()),
                Mode.ALL,
                List.of(),
                Map.of(),
                LogOptions.DEFAULTS));
    assertThat(
            log(
                "--payload-log=http://127.0.0.1:9/x",
                "--payload-log-mode=response",
                "--payload-log-headers=X-A,X-B",
                "--payload-log-options=sampling=0.5"))
        .isEqualTo(
            new ServiceLogConfig(
                Destination.parse("http://127.0.0.1:9/x"),
                Mode.RESPONSE,
                List.of("X-A", "X-B"),
                Map.of(),
                LogOptions.parse("sampling=0.5")));
  }

  @ParameterizedTest
  @CsvSource({
    "--payload-log-mode all, --payload-log-mode needs --payload-log",
    "--payload-log-headers X, --payload-log-headers needs --payload-log",
    "--payload-log-options files=1, --payload-log-options needs --payload-log",
    "--payload-log ftp://x, --payload-log: ",
    "--payload-log x --payload-log-mode some, --payload-log-mode: ",
    "--payload-log x --payload-log-options speed=1, --payload-log-options: ",
    "--payload-log x --payload-log-headers Authorization, holds credentials",
  })
  void saysWhichOptionIsWrong(String arguments, String expected) {
    assertThatThrownBy(() -> log(arguments.split(" ", -1)))
        .isInstanceOfSatisfying(
            CommandFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining(expected);
  }
}
