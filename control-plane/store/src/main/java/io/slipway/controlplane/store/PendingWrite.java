// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A write on its way, and the caller who waits for it. */
final class PendingWrite {
  private final Write write;
  private final CompletableFuture<WriteResult> done = new CompletableFuture<>();

  // Of the writer's thread.
  private @Nullable WriteResult result;

  PendingWrite(Write write) {
    this.write = write;
  }

  Write write() {
    return write;
  }

  /** What {@link #complete} will tell, if the transaction ends well. */
  void decided(WriteResult decided) {
    this.result = decided;
  }

  void complete() {
    done.complete(result);
  }

  void fail(ServingException failure) {
    done.completeExceptionally(failure);
  }

  /** Waits, without regard to interrupts: the write can't be taken back. */
  WriteResult await() {
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ServingException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
