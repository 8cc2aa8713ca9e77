// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static io.slipway.controlplane.store.ObjectStoreContract.document;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program that writes as fast as it can until it is killed, and prints a line for each write once
 * it is accepted: {@code revision key value}, or {@code revision key} for a deletion.
 */
final class StoreProcess {
  private static final int WRITERS = 6;

  /** Keeps the whole log. */
  static final StoreLimits LIMITS =
      new StoreLimits(
          1 << 20, 1024, 1 << 26, 128, 4, 4096, 1 << 24, 1_000_000, 1L << 40, Duration.ofHours(10));

  private StoreProcess() {}

  public static void main(String[] args) {
    long seed = Long.parseLong(args[1]);
    PrintStream out = System.out;
    try (ObjectStore store = ObjectStore.open(Path.of(args[0]), LIMITS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        Random random = new Random(seed * WRITERS + writer);
        threads.submit(() -> writeForEver(store, random, out));
      }
    }
  }

  private static void writeForEver(ObjectStore store, Random random, PrintStream out) {
    while (true) {
      Key key = new Key("pods", "default", "n" + random.nextInt(40));
      // Larger than a page of the database, so that half a value would be seen.
      String value = Integer.toString(random.nextInt(10)).repeat(1 + random.nextInt(9000));
      var current = store.get(key);
      WriteResult result;
      if (current.isEmpty()) {
        result = store.create(key, document("u" + random.nextInt(), value));
      } else if (random.nextInt(4) == 0) {
        value = "";
        result = store.delete(key, Expected.revision(current.get().revision()));
      } else {
        result = store.update(key, Expected.ANY, document(current.get().uid(), value));
      }
      if (result instanceof WriteResult.Accepted(Change change)) {
        out.println(change.revision() + " " + key.name() + " " + value + ".");
        out.flush();
      }
    }
  }
}
