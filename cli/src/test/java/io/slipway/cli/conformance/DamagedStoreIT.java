// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code slipway up} on a data directory whose database is none. */
@Tag("conformance")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class DamagedStoreIT {
  /** The launcher builds the jars on first use. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  void isNotStartedOnAndSaysWhatToDo(@TempDir Path data) throws Exception {
    Path database = data.resolve("slipway.db");
    Files.writeString(database, "no database, ".repeat(2000));
    Map<String, String> environment = new HashMap<>(Loopback.WITHOUT_PROXY);
    environment.put("SLIPWAY_HOME", data.toString());
    environment.put("SLIPWAY_JAVA_HOME", System.getProperty("java.home"));
    List<String> ports = List.of("--api-port", "0", "--http-port", "0", "--grpc-port", "0");
    List<String> line = new ArrayList<>(List.of(Checkout.launcher().toString(), "up"));
    line.addAll(ports);

    Command.Result result = new Command(line, Checkout.root(), environment, LIMIT).run();

    assertThat(result.exitCode()).as(() -> result.describe("started")).isNotZero();
    assertThat(result.stderr())
        .contains("cannot open " + database, "restore a backup (docs/store.md)");
    assertThat(Files.readString(database)).startsWith("no database, ");
  }
}
