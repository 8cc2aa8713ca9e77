// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.affinity;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's compiler threads. Linux gives each of them as much of a busy core as a thread that
 * reads requests, 4 ms at a time: on a core that is in use for 70% of the time, what the JIT
 * compiles anew when the load changes lets hundreds of requests wait. Linux only; elsewhere nothing
 * happens. Thread-safe.
 */
public final class CompilerThreads {
  /** A tenth of the share of a thread that nobody has asked to be nice. */
  public static final int NICE = 10;

  private static final Logger log = LoggerFactory.getLogger(CompilerThreads.class);
  private static final Path TASKS = Path.of("/proc/self/task");

  /** {@code PRIO_PROCESS}; for the kernel a thread's id is as good as that of a process. */
  private static final int THREAD = 0;

  private CompilerThreads() {}

  /**
   * From now on they run when nobody else wants the core, and have a small share of it if somebody
   * always does. Those that the JVM begins later are begun by them and have their priority. It
   * can't be taken back without a privilege.
   *
   * @param nice as of {@code setpriority(2)}; less than the threads have needs a privilege
   * @return how many threads have that priority now
   */
  public static int giveWay(int nice) {
    if (!Files.isDirectory(TASKS)) {
      return 0;
    }
    int changed = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
      for (Path thread : threads) {
        if (isCompiler(thread) && setPriority(id(thread), nice) == 0) {
          changed++;
        }
      }
    } catch (IOException | IllegalStateException e) {
      log.debug("the compiler threads keep their priority", e);
    }
    return changed;
  }

  private static boolean isCompiler(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm"));
      // The kernel keeps 15 characters of "C2 CompilerThread0".
      return name.startsWith("C1 CompilerThre") || name.startsWith("C2 CompilerThre");
    } catch (IOException e) {
      log.trace("{} has ended", thread, e);
      return false;
    }
  }

  private static int id(Path thread) {
    return Integer.parseInt(thread.getFileName().toString());
  }

  @SuppressWarnings("restricted")
  private static int setPriority(int thread, int nice) {
    Linker linker = Linker.nativeLinker();
    MethodHandle function =
        linker
            .defaultLookup()
            .find("setpriority")
            .map(address ->
                linker.downcallHandle(
                    address, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)))
            .orElseThrow(() -> new IllegalStateException("the C library has no setpriority"));
    try {
      return (int) function.invokeExact(THREAD, thread, nice);
    } catch (Throwable e) {
      throw new IllegalStateException("setpriority", e);
    }
  }
}
