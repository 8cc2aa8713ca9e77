// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.ServerProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients change the log of a process. */
class LogChangesIT {
  @Test
  void theProcessSpeaksAsClientsWantIt() throws Exception {
    try (ServerProcess server =
        ServerProcess.start("serve", "iris=" + Iris.model(), "--log-format=json")) {
      server.awaitReady();
      URI logging = URI.create(server.http() + "/v2/logging");
      assertThat(Http.get(logging).body())
          .contains("\"log_verbose_level\":0", "\"log_format\":\"json\"");

      change(logging, "{\"log_format\":\"ISO8601\"}");
      change(logging, "{\"log_verbose_level\":1}");
      change(logging, "{\"log_info\":false,\"log_format\":\"default\"}");
      change(logging, "{\"log_warning\":false}"); // nobody hears of this one

      List<String> lines =
          server.stderr().lines().filter(line -> line.contains("a client changes")).toList();
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0)).startsWith("{\"time\":");
      assertThat(lines.get(1)).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z INFO  a client.*");
      assertThat(lines.get(2)).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z INFO  a client.*");
      assertThat(server.stop()).isZero();
      assertThat(server.stderr()).doesNotContain("stopping");
    }
  }

  private static void change(URI logging, String settings) throws Exception {
    HttpResponse<String> answer = Http.post(logging, settings);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
