// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static io.slipway.controlplane.store.ObjectStoreContract.SOON;
import static io.slipway.controlplane.store.ObjectStoreContract.accepted;
import static io.slipway.controlplane.store.ObjectStoreContract.describe;
import static io.slipway.controlplane.store.ObjectStoreContract.document;
import static io.slipway.controlplane.store.ObjectStoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many writers, watches and lists at once; what is accepted is the one truth they must all tell.
 */
class ConcurrentWritesTest {
  private static final int WRITERS = 8;
  private static final int WRITES = 250;
  private static final List<String> NAMESPACES = List.of("a", "b", "c");

  /** The memory is much smaller than what is written, so that slow watches read the log. */
  private static final StoreLimits LIMITS =
      new StoreLimits(
          1000, 1024, 1 << 20, 16, 3, 32, 1 << 20, 100_000, 1 << 30, Duration.ofMinutes(5));

  @TempDir Path directory;
  private ObjectStore store;

  // Not virtual threads: a loop that lists without end would never let the others run.
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());

  private final ConcurrentSkipListMap<Long, Change> accepted = new ConcurrentSkipListMap<>();

  @BeforeEach
  void open() {
    store = ObjectStore.open(directory, LIMITS);
  }

  @AfterEach
  void close() {
    store.close();
    threads.shutdownNow();
  }

  @Test
  void everyWatchSeesExactlyTheAcceptedWritesOfItsScope() throws Exception {
    List<Scope> scopes = new ArrayList<>(List.of(Scope.all("pods"), Scope.all("nodes")));
    NAMESPACES.forEach(namespace -> scopes.add(Scope.namespace("pods", namespace)));
    CountDownLatch written = new CountDownLatch(1);
    List<Future<List<Change>>> watches = new ArrayList<>();
    for (int i = 0; i < 3 * scopes.size(); i++) {
      Scope scope = scopes.get(i % scopes.size());
      boolean slow = i >= scopes.size();
      watches.add(threads.submit(() -> follow(scope, slow, written)));
    }

    writeAll();
    written.countDown();

    for (int i = 0; i < watches.size(); i++) {
      Scope scope = scopes.get(i % scopes.size());
      List<Change> expected =
          accepted.values().stream().filter(change -> scope.contains(change.key())).toList();
      assertThat(describe(watches.get(i).get())).isEqualTo(describe(expected));
    }
    assertThat(accepted.firstKey()).isEqualTo(1);
    assertThat(accepted.lastKey()).isEqualTo(accepted.size()).isEqualTo(store.revision());
  }

  /** A slow one asks only when all is written. */
  private List<Change> follow(Scope scope, boolean slow, CountDownLatch written) throws Exception {
    List<Change> seen = new ArrayList<>();
    try (Watch watch = store.watch(scope, 0)) {
      if (slow) {
        written.await();
      }
      boolean last = false;
      while (!last) {
        last = written.getCount() == 0;
        List<Change> next = watch.next(Duration.ofMillis(last ? 0 : 20));
        seen.addAll(next);
        last = last && next.isEmpty();
      }
      assertThat(watch.revision()).isEqualTo(store.revision());
    }
    return seen;
  }

  @Test
  void pagesUnderWritesAreExactlyWhatWasThereAtTheirRevision() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    List<Future<List<Listed>>> readers = new ArrayList<>();
    readers.add(threads.submit(() -> listUntil(written, 2, Long.MAX_VALUE)));
    readers.add(threads.submit(() -> listUntil(written, 3, 10)));
    readers.add(threads.submit(() -> listUntil(written, 0, 20)));

    writeAll();
    written.countDown();

    int lists = 0;
    for (Future<List<Listed>> reader : readers) {
      for (Listed listed : reader.get()) {
        assertThat(listed.objects()).isEqualTo(at(listed.revision()));
        lists++;
      }
    }
    assertThat(lists).isPositive();
  }

  private record Listed(long revision, List<String> objects) {}

  private List<Listed> listUntil(CountDownLatch written, int limit, long bytes) {
    List<Listed> lists = new ArrayList<>();
    while (written.getCount() > 0) {
      List<String> objects = new ArrayList<>();
      Page page = store.list(Scope.all("pods"), ListPosition.start(0), limit, bytes);
      page.objects().forEach(object -> objects.add(line(object)));
      for (ListPosition next = page.next(); next != null; next = page.next()) {
        page = store.list(Scope.all("pods"), next, limit, bytes);
        page.objects().forEach(object -> objects.add(line(object)));
      }
      lists.add(new Listed(page.revision(), objects));
    }
    return lists;
  }

  /** What the accepted writes up to a revision leave. */
  private List<String> at(long revision) {
    Map<String, String> objects = new TreeMap<>();
    for (Change change : accepted.headMap(revision, true).values()) {
      Key key = change.key();
      String place = key.namespace() + "/" + key.name();
      if (key.resource().equals("pods")) {
        switch (change) {
          case Change.Added added -> objects.put(place, line(added.after()));
          case Change.Modified modified -> objects.put(place, line(modified.after()));
          case Change.Deleted _ -> objects.remove(place);
        }
      }
    }
    return List.copyOf(objects.values());
  }

  private static String line(Stored object) {
    return object.key() + " " + object.revision() + " " + object.uid() + " " + text(object);
  }

  private void writeAll() throws InterruptedException, ExecutionException {
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(i);
      writers.add(
          threads.submit(() -> {
            for (int n = 0; n < WRITES; n++) {
              write(random);
            }
          }));
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
  }

  private void write(Random random) {
    String resource = random.nextInt(4) == 0 ? "nodes" : "pods";
    String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    Key key = new Key(resource, namespace, "n" + random.nextInt(8));
    String value = "{\"v\":" + random.nextInt() + "}";
    var current = store.get(key);
    WriteResult result;
    if (current.isEmpty()) {
      result = store.create(key, document("u" + random.nextInt(), value));
    } else if (random.nextInt(3) == 0) {
      result = store.delete(key, Expected.revision(current.get().revision()));
    } else {
      Expected expected = Expected.revision(current.get().revision());
      result = store.update(key, expected, document(current.get().uid(), value));
    }
    if (result instanceof WriteResult.Accepted(Change change)) {
      assertThat(accepted.put(change.revision(), change)).isNull();
    }
  }

  @Test
  void writesOverTheBoundAreRefusedAndTheOthersAreWritten() throws Exception {
    store.close();
    store =
        ObjectStore.open(
            directory,
            new StoreLimits(
                1000, 2, 1 << 20, 1, 1, 32, 1 << 20, 1000, 1 << 20, Duration.ofMinutes(5)));
    List<Future<WriteResult>> writes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Key key = new Key("pods", "a", "n" + i);
      writes.add(threads.submit(() -> store.create(key, document("u", "{}"))));
    }

    int refused = 0;
    for (Future<WriteResult> write : writes) {
      try {
        accepted(write.get());
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOfSatisfying(
                ServingException.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
        refused++;
      }
    }

    assertThat(refused).isPositive();
    assertThat(store.count(Scope.all("pods"))).isEqualTo(300 - refused);
    assertThat(store.revision()).isEqualTo(300 - refused);
  }

  @Test
  void closedWatchWakesItsReader() throws Exception {
    Watch watch = store.watch(Scope.all("pods"), 0);
    Future<List<Change>> reader = threads.submit(() -> watch.next(SOON));

    watch.close();

    assertThatThrownBy(reader::get)
        .cause()
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
