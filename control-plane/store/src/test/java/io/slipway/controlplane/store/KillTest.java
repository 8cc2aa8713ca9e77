// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static io.slipway.controlplane.store.ObjectStoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes is killed again and again; what it was told to be accepted must be there.
 */
class KillTest {
  @TempDir Path directory;

  @Test
  void nothingAcceptedIsLost() throws Exception {
    killRepeatedly(4);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nothingAcceptedIsLostIn100Kills() throws Exception {
    killRepeatedly(100);
  }

  private void killRepeatedly(int times) throws Exception {
    Random random = new Random(times);
    long last = 0;
    for (int i = 0; i < times; i++) {
      List<String> acknowledged = writeAndKill(i, 20 + random.nextInt(400));
      try (ObjectStore store = ObjectStore.open(directory, StoreProcess.LIMITS)) {
        assertThat(store.revision()).isGreaterThanOrEqualTo(last + acknowledged.size());
        Map<Long, String> log = log(store, last);
        assertThat(log).hasSize((int) (store.revision() - last));
        for (String line : acknowledged) {
          long revision = Long.parseLong(line.substring(0, line.indexOf(' ')));
          assertThat(revision).isGreaterThan(last);
          assertThat(log.get(revision)).isEqualTo(line);
        }
        assertThat(objects(store)).isEqualTo(replay(store));
        last = store.revision();
      }
    }
  }

  /** What the process said before it was killed, some writes after the first. */
  private List<String> writeAndKill(int seed, int lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                directory.toString(),
                Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        // The last line may be cut; a whole one ends with a point.
        if (line.endsWith(".")) {
          acknowledged.add(line);
        }
        if (acknowledged.size() == lines) {
          // Not the process's own method, which also closes the stream.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(lines);
    return acknowledged;
  }

  /** The change log after a revision, in the words of the process. */
  private static Map<Long, String> log(ObjectStore store, long after) throws Exception {
    Map<Long, String> lines = new TreeMap<>();
    try (Watch watch = store.watch(Scope.all("pods"), after)) {
      for (List<Change> next = watch.next(Duration.ZERO);
          !next.isEmpty();
          next = watch.next(Duration.ZERO)) {
        for (Change change : next) {
          String line = change.revision() + " " + change.key().name() + " " + value(change) + ".";
          assertThat(lines.put(change.revision(), line)).isNull();
        }
      }
    }
    return lines;
  }

  private static String value(Change change) {
    return switch (change) {
      case Change.Added added -> text(added.after());
      case Change.Modified modified -> text(modified.after());
      case Change.Deleted _ -> "";
    };
  }

  private static Map<String, String> objects(ObjectStore store) {
    Map<String, String> objects = new TreeMap<>();
    for (Stored object : store.list(Scope.all("pods"), ListPosition.start(0), 0).objects()) {
      objects.put(object.key().name(), object.revision() + " " + text(object));
    }
    return objects;
  }

  /** What the log, which is kept in full here, leaves. */
  private static Map<String, String> replay(ObjectStore store) throws Exception {
    Map<String, String> objects = new TreeMap<>();
    try (Watch watch = store.watch(Scope.all("pods"), 0)) {
      for (List<Change> next = watch.next(Duration.ZERO);
          !next.isEmpty();
          next = watch.next(Duration.ZERO)) {
        for (Change change : next) {
          switch (change) {
            case Change.Added added ->
                objects.put(change.key().name(), change.revision() + " " + text(added.after()));
            case Change.Modified modified ->
                objects.put(change.key().name(), change.revision() + " " + text(modified.after()));
            case Change.Deleted deleted -> objects.remove(deleted.key().name());
          }
        }
      }
    }
    return objects;
  }
}
