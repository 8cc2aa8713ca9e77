// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.scenario;

import io.slipway.loadtests.load.Call;
import io.slipway.loadtests.load.InferCalls;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A way to ask for a prediction. */
enum Protocol {
  JSON("v2 JSON"),
  BINARY("v2 binary"),
  GRPC("gRPC");

  private final String title;

  Protocol(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  Call call(ServerProcess server, InferCalls calls) {
    return switch (this) {
      case JSON -> calls.json(server.http());
      case BINARY -> calls.binary(server.http());
      case GRPC -> calls.grpc(server.grpc());
    };
  }

  /** Of names with commas between them. */
  static List<Protocol> list(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }
}
