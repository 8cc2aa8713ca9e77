// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheIT {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void removesTheLeastRecentlyUsedUntilTheRestFits() throws Exception {
    Path old = publish("old", 100, 0);
    Path used = publish("used", 100, 1);
    Path young = publish("young", 100, 2);
    touch("old", 3); // a use counts, not when it came

    trim(250);

    assertThat(used).doesNotExist();
    assertThat(List.of(old, young)).allSatisfy(path -> assertThat(path).exists());
    trim(150);
    assertThat(young).doesNotExist();
    assertThat(old).exists();
    assertThat(cache(1000).find("used")).isEmpty();
    assertThat(cache(1000).find("old")).isPresent();
  }

  @Test
  void removesNothingThatFits() throws Exception {
    Path first = publish("first", 100, 0);
    Path second = publish("second", 100, 1);

    trim(200);

    assertThat(List.of(first, second)).allSatisfy(path -> assertThat(path).exists());
  }

  @Test
  void leavesNothingBehindOfWhatItRemoves() throws Exception {
    Path removed = publish("removed", 100, 0);

    trim(0);

    Path slot = removed.resolve("../..").normalize();
    try (Stream<Path> left = Files.list(slot)) {
      assertThat(left.map(path -> String.valueOf(path.getFileName())))
          .containsExactlyInAnyOrder("lock", "current.properties");
    }
    assertThat(publish("removed", 50, 1)).exists();
  }

  @Test
  void keepsWhatThisProcessUsesUntilItIsClosed() throws Exception {
    Path path = publish("m", 100, 0);
    try (ModelCache cache = cache(0)) {
      use(cache, "m", 1);
      cache.trim();
      assertThat(path).exists();
    }
    trim(0);
    assertThat(path).doesNotExist();
  }

  @Test
  void keepsWhatAnotherProcessUsesUntilThatEnds() throws Exception {
    Path path = publish("m", 100, 0);
    try (UsingProcess _ = UsingProcess.start(directory, "m")) {
      trim(0);
      assertThat(path).exists();
    }
    trim(0);
    assertThat(path).doesNotExist();
  }

  @Test
  void aNewerContentDoesNotRemoveWhatAnotherProcessUses() throws Exception {
    Path first = publish("m", 100, 0);
    try (UsingProcess _ = UsingProcess.start(directory, "m")) {
      publish("m", 100, 1);
      publish("m", 100, 2);
      assertThat(first).exists();
    }
    publish("m", 100, 3);
    assertThat(first).doesNotExist();
  }

  @Test
  void keepsWhatIsBeingFetched() throws Exception {
    try (ModelCache other = cache(0);
        CacheSlot slot = other.open("slow")) {
      Path half = Files.write(slot.workDirectory().resolve("half"), new byte[100]);
      Thread trimming = Thread.ofPlatform().start(() -> trimUnchecked(other));
      trimming.join();
      assertThat(half).exists();
    }
  }

  @Test
  void removesWhatAKilledProcessHadBegunToFetch() throws Exception {
    Path half;
    try (ModelCache killed = cache(0);
        CacheSlot slot = killed.open("half")) {
      half = Files.write(slot.workDirectory().resolve("half"), new byte[100]);
    }
    Path whole = publish("whole", 100, 0);

    trim(150);

    assertThat(half).doesNotExist();
    assertThat(whole).exists();
  }

  @Test
  void aLimitIsNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache(-1))
        .withMessage("maxBytes: -1 (expected: >= 0)");
  }

  private ModelCache cache(long maxBytes) {
    return new ModelCache(directory, maxBytes);
  }

  private void trim(long maxBytes) throws Exception {
    try (ModelCache cache = cache(maxBytes)) {
      cache.trim();
    }
  }

  private static void trimUnchecked(ModelCache cache) {
    try {
      cache.trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of so many bytes, used by a process that has ended. */
  private Path publish(String uri, int bytes, int second) throws Exception {
    try (ModelCache cache = cache(Long.MAX_VALUE);
        CacheSlot slot = cache.open(uri)) {
      Path work = slot.workDirectory();
      Path file = Files.write(work.resolve("model"), new byte[bytes]);
      CacheEntry entry = slot.publish(work, file, "", "");
      slot.use(entry, START.plusSeconds(second));
      return entry.path();
    }
  }

  private void touch(String uri, int second) throws Exception {
    try (ModelCache cache = cache(Long.MAX_VALUE)) {
      use(cache, uri, second);
    }
  }

  private static void use(ModelCache cache, String uri, int second) throws Exception {
    try (CacheSlot slot = cache.open(uri)) {
      slot.use(slot.current().orElseThrow(), START.plusSeconds(second));
    }
  }
}
