// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.cli.serving.Serving.Loaded;
import java.io.PrintWriter;

/** What a serving process prints on stdout. Scripts read these lines: they do not change. */
final class Console {
  private Console() {}

  static void printReady(Serving serving, String announcement, PrintWriter out) {
    out.printf("http: %s%n", serving.url());
    out.printf("grpc: %s%n", Serving.hostAndPort(serving.grpcAddress()));
    if (!announcement.isEmpty()) {
      out.println(announcement);
    }
    for (Loaded service : serving.services()) {
      out.printf(
          "service %s: %s%n",
          service.name(),
          service.status().ready()
              ? serving.url(service.name())
              : "failed: " + service.status().reason());
    }
    out.println("ready");
    out.flush();
  }
}
