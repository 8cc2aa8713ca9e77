// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A prediction makes no garbage beyond small objects: the bounds are a little above what was
 * measured, before the JIT has reached the code, which can only make it less. A copy of a body or a
 * tensor in Java's heap would break them.
 */
class AllocatedBytesIT {
  private static final Map<String, Integer> BOUNDS =
      Map.of("json", 7_000, "binary", 8_000, "grpc", 9_000);

  @Test
  void aPredictionMakesLittleGarbage(@TempDir Path data) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                AllocatedBytes.class.getName(),
                data.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    Map<String, Integer> allocated = new HashMap<>();
    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" "))
        .forEach(words -> allocated.put(words[0], Integer.valueOf(words[1])));
    assertThat(process.waitFor()).isZero();
    assertThat(allocated).containsOnlyKeys(BOUNDS.keySet());
    BOUNDS.forEach(
        (protocol, bound) -> assertThat(allocated.get(protocol)).as(protocol).isLessThan(bound));
  }
}
