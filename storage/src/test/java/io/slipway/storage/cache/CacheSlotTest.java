// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheSlotTest {
  private static final String URI = "http://host/model.onnx";

  @TempDir Path directory;

  private ModelCache cache() {
    return new ModelCache(directory, Long.MAX_VALUE);
  }

  private CacheEntry publish(String content) throws Exception {
    try (CacheSlot slot = cache().open(URI)) {
      Path work = slot.workDirectory();
      Path file = Files.writeString(work.resolve("model.onnx"), content);
      return slot.publish(work, file, "etag", "date");
    }
  }

  private List<String> slotFiles() throws Exception {
    Path slot;
    try (Stream<Path> slots = Files.list(directory.resolve("models"))) {
      slot = slots.findFirst().orElseThrow();
    }
    try (Stream<Path> files = Files.list(slot)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void isEmptyAtFirst() throws Exception {
    assertThat(cache().find(URI)).isEmpty();
    try (CacheSlot slot = cache().open(URI)) {
      assertThat(slot.current()).isEmpty();
    }
  }

  @Test
  void findsWhatWasPublished() throws Exception {
    CacheEntry entry = publish("first");
    assertThat(entry.path()).hasFileName("model.onnx").hasContent("first");
    assertThat(cache().find(URI)).contains(entry);
    assertThat(cache().find("http://host/other")).isEmpty();
  }

  @Test
  void publishesADirectory() throws Exception {
    try (CacheSlot slot = cache().open(URI)) {
      Path work = slot.workDirectory();
      Files.writeString(work.resolve("a"), "a");
      CacheEntry entry = slot.publish(work, work, "", "");
      assertThat(entry.path().resolve("a")).hasContent("a");
      assertThat(slot.current()).contains(entry);
    }
  }

  @Test
  void keepsTheContentBeforeTheCurrentOne() throws Exception {
    CacheEntry first = publish("first");
    CacheEntry second = publish("second");
    assertThat(first.path()).hasContent("first");
    CacheEntry third = publish("third");
    assertThat(first.path()).doesNotExist();
    assertThat(second.path()).hasContent("second");
    assertThat(cache().find(URI)).contains(third);
  }

  @Test
  void removesWhatAKilledProcessLeft() throws Exception {
    publish("first");
    try (CacheSlot slot = cache().open(URI)) {
      Files.writeString(slot.workDirectory().resolve("half"), "ha");
      // killed here
    }
    publish("second");
    assertThat(slotFiles()).containsExactly("content-1", "content-2", "current.properties", "lock");
  }

  @Test
  void survivesAKillBetweenContentAndIndex() throws Exception {
    CacheEntry first = publish("first");
    Path orphan = first.path().resolve("../../content-2").normalize();
    Files.createDirectory(orphan);
    assertThat(cache().find(URI)).contains(first);
    CacheEntry next = publish("next");
    assertThat(next.path()).hasContent("next");
    assertThat(cache().find(URI)).contains(next);
  }

  @Test
  void forgetsContentThatSomebodyDeleted() throws Exception {
    Files.delete(publish("first").path());
    assertThat(cache().find(URI)).isEmpty();
    assertThat(publish("again").path()).hasContent("again");
  }

  @Test
  void refusesASecondStoreOfTheSameProcess() throws Exception {
    try (CacheSlot _ = cache().open(URI)) {
      assertThatIOException()
          .isThrownBy(() -> cache().open(URI).close())
          .withMessageContaining("another store of this process");
    }
  }
}
