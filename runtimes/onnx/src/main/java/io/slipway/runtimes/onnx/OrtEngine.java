// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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

  private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";
  private static final int DEVICE_ALLOCATOR = 0;
  private static final int DEFAULT_MEMORY = 0;

  static OrtEngine start(Path cacheDirectory) {
    // From 1.29 on it collects usage data and sends it to its maker, on Linux too, unless told not
    // to before it starts. A server must not talk to anyone that its owner did not name. What it
    // collects has the command line, which it reads with a recursive regular expression: a class
    // path of a few thousand characters overflows the stack and ends the process. So it is off
    // whatever the environment says.
    OrtApi.setEnvironment(NO_TELEMETRY, "1");
    OrtApi api = OrtApi.open(NativeLibrary.unpack(cacheDirectory));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      // ONNX Runtime keeps the pointer to the name.
      MemorySegment name = Arena.global().allocateFrom("slipway");
      if (OrtLog.wanted()) {
        api.call(
            OrtFunction.CREATE_ENV_WITH_CUSTOM_LOGGER,
            OrtLog.function().address(),
            0,
            OrtLog.WARNING,
            name.address(),
            out.address());
      } else {
        api.call(OrtFunction.CREATE_ENV, OrtLog.FATAL, name.address(), out.address());
      }
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
