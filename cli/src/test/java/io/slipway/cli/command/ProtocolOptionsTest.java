// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.serving.ServingProcess;
import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.protocol.GrpcAnswers;
import io.slipway.modelserver.protocol.StreamDialect;
import io.slipway.transport.codec.grpc.AnswerContents;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import org.apache.commons.cli.ParseException;
import org.junit.jupiter.api.Test;

class ProtocolOptionsTest {
  private static ProtocolConfig config(String... line) throws ParseException {
    return ServerOptions.config(
            Arguments.parse(
                new ServeCommand(ServingProcess.untilStopped()),
                List.of(line),
                new PrintWriter(Writer.nullWriter())))
        .protocol();
  }

  @Test
  void forwardsNothingAndSharesNoMemoryUnlessTold() throws Exception {
    assertThat(config()).isEqualTo(ProtocolConfig.DEFAULTS);
    assertThat(config("--allow-client-shm=false")).isEqualTo(ProtocolConfig.DEFAULTS);
  }

  @Test
  void readsThePatternsOfHeaders() throws Exception {
    ProtocolConfig config =
        config("--http-header-forward-pattern", "x-.*", "--grpc-header-forward-pattern=y-.*");
    assertThat(Objects.requireNonNull(config.headerForwarding().http()).pattern())
        .isEqualTo("x-.*");
    assertThat(Objects.requireNonNull(config.headerForwarding().grpc()).pattern())
        .isEqualTo("y-.*");
  }

  @Test
  void refusesWhatIsNoPattern() {
    assertThatThrownBy(() -> config("--http-header-forward-pattern", "(x"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--http-header-forward-pattern")
        .hasMessageContaining("'(x' is no regular expression");
  }

  @Test
  void readsWhatGrpcAnswersLookLike() throws Exception {
    assertThat(config("--grpc-stream-dialect=mlserver", "--grpc-output-contents=raw").grpcAnswers())
        .isEqualTo(new GrpcAnswers(StreamDialect.MLSERVER, AnswerContents.RAW));
    assertThatThrownBy(() -> config("--grpc-output-contents=typed"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("--grpc-output-contents: 'typed' (expected: request, raw)");
  }

  @Test
  void allowsSharedMemoryWhenTold() throws Exception {
    assertThat(config("--allow-client-shm=true").clientSharedMemory()).isTrue();
    assertThat(config("--allow-client-shm", "TRUE").clientSharedMemory()).isTrue();
    assertThatThrownBy(() -> config("--allow-client-shm=yes"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("--allow-client-shm: 'yes' (expected: true or false)");
  }
}
