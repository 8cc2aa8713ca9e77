// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** HTTP as people try it: the curl of this machine. */
final class Curl {
  private Curl() {}

  /**
   * Posts the file as JSON.
   *
   * @param headers each as {@code Name: value}
   */
  static Answer post(URI url, Path body, String... headers)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "30"));
    for (String header : headers) {
      line.addAll(List.of("--header", header));
    }
    line.addAll(List.of("--header", "Content-Type: application/json"));
    line.addAll(List.of("--data-binary", "@" + body));
    line.addAll(List.of("--write-out", "\n%{http_code}", url.toString()));
    var command = new Command(line, Checkout.root(), Loopback.WITHOUT_PROXY, Duration.ofMinutes(1));
    String output = command.output();
    int lastLine = output.lastIndexOf('\n');
    return new Answer(
        Integer.parseInt(output.substring(lastLine + 1)), output.substring(0, lastLine));
  }

  record Answer(int status, String body) {}
}
