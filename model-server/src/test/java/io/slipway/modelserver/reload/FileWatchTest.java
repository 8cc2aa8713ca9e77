// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir private Path directory;
  private final AtomicInteger reloads = new AtomicInteger();
  private final FileWatch watch = new FileWatch(Duration.ofMillis(5));
  private Path file;

  @SuppressWarnings("NullAway.Init") // set before each test
  FileWatchTest() {}

  @BeforeEach
  void newFile() throws IOException {
    file = Files.writeString(directory.resolve("file"), "one");
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private void watch(Path... files) {
    watch.add(List.of(files), reloads::incrementAndGet);
  }

  @Test
  void reloadsOncePerChange() throws Exception {
    watch(file);
    watch.poll();
    assertThat(reloads).hasValue(0);
    Files.writeString(file, "another");
    watch.poll();
    watch.poll();
    assertThat(reloads).hasValue(1);
  }

  @Test
  void seesThatALinkLeadsElsewhere() throws Exception {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Files.writeString(first.resolve("secret"), "one");
    Files.writeString(second.resolve("secret"), "two");
    Path data = Files.createSymbolicLink(directory.resolve("data"), first);
    Path secret = Files.createSymbolicLink(directory.resolve("secret"), data.resolve("secret"));
    watch(secret);
    Files.delete(data);
    Files.createSymbolicLink(data, second);
    watch.poll();
    assertThat(reloads).hasValue(1);
  }

  @Test
  void triesAFileThatCannotBeUsedOnceAndAgainWhenItHasChanged() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    watch.add(
        List.of(file),
        () -> {
          tries.incrementAndGet();
          throw new IOException("not now");
        });
    Files.delete(file);
    watch.poll();
    watch.poll();
    assertThat(tries).hasValue(1);
    Files.writeString(file, "back");
    watch.poll();
    assertThat(tries).hasValue(2);
  }

  @Test
  void looksByItself() throws Exception {
    watch(file);
    watch.start();
    Path changed = Files.writeString(file.resolveSibling("changed"), "changed");
    Files.move(
        changed, file, StandardCopyOption.ATOMIC_MOVE); // else a look may find it half written
    await().untilAsserted(() -> assertThat(reloads).hasValue(1));
  }
}
