// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import org.jspecify.annotations.Nullable;

/**
 * How many requests a thread runs itself, one inside the other: the answer to one may bring the
 * next on the same stack, which has an end. Of one thread.
 */
final class InlineDepth {
  private static final int DEEPEST = 4;

  private static final class OfThread extends ThreadLocal<InlineDepth> {
    @Override
    protected InlineDepth initialValue() {
      return new InlineDepth();
    }
  }

  private static final OfThread THREADS = new OfThread();

  private int depth;

  /** Null if the calling thread should not run one more: it is too deep in it, or virtual. */
  static @Nullable InlineDepth ofThisThread() {
    if (Thread.currentThread().isVirtual()) { // would hold its carrier, and there are many of them
      return null;
    }
    InlineDepth depth = THREADS.get();
    return depth.depth < DEEPEST ? depth : null;
  }

  void enter() {
    depth++;
  }

  void leave() {
    depth--;
  }
}
