// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.tree;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Does things without root's right to pass by permissions, also where tests run as root. */
final class OrdinaryUser {
  /** {@code _LINUX_CAPABILITY_VERSION_3}. */
  private static final int VERSION = 0x20080522;

  private OrdinaryUser() {}

  interface Task {
    void run() throws IOException;
  }

  /** Linux keeps such rights for each thread, so that of the task alone goes without them. */
  static void run(Task task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            giveUpRights();
            task.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    try {
      done.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @SuppressWarnings("restricted")
  private static void giveUpRights() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MemorySegment function = linker.defaultLookup().find("capset").orElse(null);
    if (function == null) {
      return; // no Linux: tests are not run by root there
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(ValueLayout.JAVA_INT, 2);
      header.set(ValueLayout.JAVA_INT, 0, VERSION);
      MemorySegment none = arena.allocate(ValueLayout.JAVA_INT, 6);
      int failed =
          (int)
              linker
                  .downcallHandle(
                      function,
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                  .invokeExact(header, none);
      if (failed != 0) {
        throw new IOException("capset failed (expected: a thread may give up its rights)");
      }
    }
  }
}
