// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.affinity;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/** On which CPUs a thread may run, by the C library of Linux. */
final class ThreadAffinity {
  /** Of a {@code cpu_set_t}. */
  static final int MAX_CPUS = 1024;

  private static final int MASK_BYTES = MAX_CPUS / Byte.SIZE;

  private ThreadAffinity() {}

  /**
   * The CPUs that the calling thread may use.
   *
   * @throws IllegalArgumentException if the system can't tell
   */
  static BitSet ofThisThread() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
      if (call("sched_getaffinity", mask) != 0) {
        throw new IllegalArgumentException("the system does not tell the CPUs of this process");
      }
      return BitSet.valueOf(mask.toArray(JAVA_BYTE));
    }
  }

  /**
   * From now on the calling thread runs on that CPU alone.
   *
   * @throws IllegalStateException if it may not
   */
  static void pin(int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
      mask.set(JAVA_BYTE, cpu / Byte.SIZE, (byte) (1 << cpu % Byte.SIZE));
      if (call("sched_setaffinity", mask) != 0) {
        throw new IllegalStateException("it may not run on CPU " + cpu);
      }
    }
  }

  /** Either function for the calling thread. */
  @SuppressWarnings("restricted")
  private static int call(String name, MemorySegment mask) {
    Linker linker = Linker.nativeLinker();
    MethodHandle function =
        linker
            .defaultLookup()
            .find(name)
            .map(address ->
                linker.downcallHandle(
                    address, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS)))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "threads can be pinned to CPUs on Linux alone, and this is "
                        + System.getProperty("os.name")));
    try {
      return (int) function.invokeExact(0, (long) MASK_BYTES, mask);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }
}
