// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The C library's heap. glibc keeps freed memory that lies below memory in use, or in the heap of a
 * thread; {@code malloc_trim} gives all whole pages of it back to the system. Other C libraries
 * have no such function, and need none as much.
 */
final class ProcessHeap {
  private static final Optional<MethodHandle> MALLOC_TRIM = mallocTrim();

  private ProcessHeap() {}

  /** Takes milliseconds; for after a model is unloaded, never for a run. */
  static void trim() {
    if (MALLOC_TRIM.isEmpty()) {
      return;
    }
    try {
      int _ = (int) MALLOC_TRIM.get().invokeExact(0L);
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim", e);
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> mallocTrim() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("malloc_trim");
    return function.map(
        address -> linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, JAVA_LONG)));
  }
}
