// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A script of checks against a running server. It reports each check by name; the names are given
 * here too, so that a check which no longer runs fails the test.
 */
final class PythonChecks {
  private PythonChecks() {}

  /** Runs the script with the server's addresses, the folder of the examples, and {@code more}. */
  static void assertPass(SlipwayProcess server, String script, List<String> checks, String... more)
      throws IOException, InterruptedException {
    assertPass(PythonEnvironment.SCRIPT_LIMIT, server, script, checks, more);
  }

  /** As above, for a script that takes its time. */
  static void assertPass(
      Duration limit, SlipwayProcess server, String script, List<String> checks, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(server.http().getAuthority());
    arguments.add(server.grpc());
    arguments.add(Checkout.examples().toString());
    arguments.addAll(List.of(more));
    assertPass(
        PythonEnvironment.open().script(script, arguments.toArray(String[]::new)).within(limit),
        checks);
  }

  /** As above, of a script with its arguments. */
  static void assertPass(Command script, List<String> checks)
      throws IOException, InterruptedException {
    Command.Result result = script.run();
    List<JsonNode> reports = result.stdout().lines().map(Json::parse).toList();
    assertThat(reports)
        .as(() -> result.describe("reported these failures"))
        .filteredOn(report -> !report.path("ok").asBoolean())
        .isEmpty();
    assertThat(result.exitCode()).as(() -> result.describe("ended with an error")).isZero();
    assertThat(reports)
        .extracting(report -> report.path("check").asText())
        .containsExactlyInAnyOrderElementsOf(checks);
  }
}
