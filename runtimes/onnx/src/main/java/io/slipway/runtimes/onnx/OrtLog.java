// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's own log lines, in ours, if our level is DEBUG. An error that a caller should know
 * of reaches it as an exception anyway, and a C function that is written in Java takes a noticeable
 * part of a start to make.
 */
final class OrtLog {
  /** {@code OrtLoggingLevel} of the C API. */
  static final int WARNING = 2;

  static final int ERROR = 3;
  static final int FATAL = 4;

  private static final Logger log = LoggerFactory.getLogger(OrtLog.class);

  private OrtLog() {}

  static boolean wanted() {
    return log.isDebugEnabled();
  }

  /** The C function that ONNX Runtime calls, for the rest of the process's life. */
  @SuppressWarnings("restricted")
  static MemorySegment function() {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      OrtLog.class,
                      "write",
                      MethodType.methodType(
                          void.class,
                          MemorySegment.class,
                          int.class,
                          MemorySegment.class,
                          MemorySegment.class,
                          MemorySegment.class,
                          MemorySegment.class)),
              FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the upcall, as the C API declares it
  private static void write(
      MemorySegment parameter,
      int severity,
      MemorySegment category,
      MemorySegment logId,
      MemorySegment location,
      MemorySegment message) {
    try {
      String line = OrtApi.text(message.address());
      if (severity >= FATAL) {
        log.error("ONNX Runtime: {}", line);
      } else if (severity == WARNING) {
        log.warn("ONNX Runtime, session {}: {}", OrtApi.text(logId.address()), line);
      } else {
        // An error reaches the caller as an exception; here it would be told twice.
        log.debug("ONNX Runtime: {}", line);
      }
    } catch (Throwable e) {
      // An exception that leaves an upcall ends the JVM; a lost log line is the lesser harm.
      log.debug("a line of ONNX Runtime's log could not be written", e);
    }
  }
}
