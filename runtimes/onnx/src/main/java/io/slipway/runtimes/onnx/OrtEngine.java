// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime, loaded: its functions and the objects of which a process has one. They live as long
 * as the process. Thread-safe.
 *
 * @param env the {@code OrtEnv}
 * @param cpuMemory the {@code OrtMemoryInfo} of ordinary memory
 * @param allocator the default {@code OrtAllocator}
 */
record OrtEngine(OrtApi api, long env, long cpuMemory, long allocator) {
  private static final Logger log = LoggerFactory.getLogger(OrtEngine.class);

  /** Reserved rather than used: enough for the longest class path that Linux takes (128 KiB). */
  private static final long START_STACK_BYTES = 64L << 20;

  private static final int DEVICE_ALLOCATOR = 0;
  private static final int DEFAULT_MEMORY = 0;

  /**
   * Starts it on a thread of its own. ONNX Runtime reads the process's command line with a
   * recursive regular expression, some 250 bytes of stack per character: a long class path would
   * overflow an ordinary thread, which ends the process.
   */
  static OrtEngine start(Path cacheDirectory) {
    FutureTask<OrtEngine> start = new FutureTask<>(() -> startHere(cacheDirectory));
    Thread thread = new Thread(null, start, "onnxruntime-start", START_STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return start.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ServingException failure
          ? failure
          : new ServingException(
              ErrorCode.INTERNAL, "ONNX Runtime does not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServingException(ErrorCode.UNAVAILABLE, "interrupted while ONNX Runtime starts", e);
    }
  }

  private static OrtEngine startHere(Path cacheDirectory) {
    OrtApi api = OrtApi.open(NativeLibrary.unpack(cacheDirectory));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      // ONNX Runtime keeps the pointer to the name.
      MemorySegment name = Arena.global().allocateFrom("slipway");
      api.call(
          OrtFunction.CREATE_ENV_WITH_CUSTOM_LOGGER,
          OrtLog.function().address(),
          0,
          OrtLog.WARNING,
          name.address(),
          out.address());
      long env = out.get(JAVA_LONG, 0);
      api.call(OrtFunction.DISABLE_TELEMETRY_EVENTS, env);
      api.call(OrtFunction.CREATE_CPU_MEMORY_INFO, DEVICE_ALLOCATOR, DEFAULT_MEMORY, out.address());
      long cpuMemory = out.get(JAVA_LONG, 0);
      api.call(OrtFunction.GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, out.address());
      log.info("ONNX Runtime {} is loaded", api.version());
      return new OrtEngine(api, env, cpuMemory, out.get(JAVA_LONG, 0));
    } catch (OrtException e) {
      throw new ServingException(
          ErrorCode.INTERNAL, "ONNX Runtime does not start: " + e.reason(), e);
    }
  }
}
