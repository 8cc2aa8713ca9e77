// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Calls into ONNX Runtime's C API. Pointers and sizes are {@code long}; whoever passes the address
 * of memory keeps that memory alive during the call. A status that is not OK becomes an {@link
 * OrtException}. Thread-safe as far as the C API is.
 *
 * <p>One method handle serves all functions: eight words in, one word out, the function's address
 * first. Making a handle costs milliseconds of start-up, and there would be a dozen signatures. It
 * is right because no function here has more than eight parameters or one that is not an integer or
 * a pointer: in the calling conventions of x86-64 and AArch64 each such parameter takes one
 * register or stack slot of a word, a callee ignores what it does not declare, and the caller
 * cleans up. Of a result that is narrower than a word only its own bits count.
 */
final class OrtApi {
  private static final MethodHandle CALL =
      link(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_LONG));

  /** By their place in the struct. */
  private final MemorySegment[] functions;

  private final String version;

  private OrtApi(MemorySegment[] functions, String version) {
    this.functions = functions;
    this.version = version;
  }

  /**
   * Loads the library for the rest of the process's life.
   *
   * @throws IllegalStateException if it is no ONNX Runtime, or one that is too old
   */
  @SuppressWarnings("restricted")
  static OrtApi open(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    MemorySegment getApiBase =
        symbols
            .find("OrtGetApiBase")
            .orElseThrow(
                () -> new IllegalStateException(library + " has no function OrtGetApiBase"));
    try {
      // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t); const char* (*GetVersionString)(); }
      long[] base = words(word(getApiBase, 0), 2);
      String version = text(word(MemorySegment.ofAddress(base[1]), 0));
      long table = word(MemorySegment.ofAddress(base[0]), OrtFunction.API_VERSION);
      if (table == 0) {
        throw new IllegalStateException(
            "%s is ONNX Runtime %s (expected: 1.%d or newer)"
                .formatted(library, version, OrtFunction.API_VERSION));
      }
      return new OrtApi(functions(table), version);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment[] functions(long table) {
    long[] entries = words(table, OrtFunction.TABLE_LENGTH);
    MemorySegment[] functions = new MemorySegment[OrtFunction.TABLE_LENGTH];
    for (OrtFunction function : OrtFunction.values()) {
      functions[function.place()] = MemorySegment.ofAddress(entries[function.place()]);
    }
    return functions;
  }

  /** Copied: reading pointers one by one would make the JVM spin a class for each way to do it. */
  @SuppressWarnings("restricted")
  private static long[] words(long address, int count) {
    return MemorySegment.ofAddress(address)
        .reinterpret(count * JAVA_LONG.byteSize())
        .toArray(JAVA_LONG);
  }

  private static long word(MemorySegment function, long a) throws Throwable {
    return (long) CALL.invokeExact(function, a, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
  }

  /** Sets a variable of this process's environment, as native code sees it. */
  static void setEnvironment(String name, String value) {
    MemorySegment setenv =
        Linker.nativeLinker()
            .defaultLookup()
            .find("setenv")
            .orElseThrow(() -> new IllegalStateException("the C library has no setenv"));
    try (Arena arena = Arena.ofConfined()) {
      long overwrite = 1;
      long _ =
          (long)
              CALL.invokeExact(
                  setenv,
                  arena.allocateFrom(name).address(),
                  arena.allocateFrom(value).address(),
                  overwrite,
                  0L,
                  0L,
                  0L,
                  0L,
                  0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** ONNX Runtime's own version, e.g. {@code 1.29.0}. */
  String version() {
    return version;
  }

  void call(OrtFunction function, long a) throws OrtException {
    call(function, a, 0, 0, 0, 0);
  }

  void call(OrtFunction function, long a, long b) throws OrtException {
    call(function, a, b, 0, 0, 0);
  }

  void call(OrtFunction function, long a, long b, long c) throws OrtException {
    call(function, a, b, c, 0, 0);
  }

  void call(OrtFunction function, long a, long b, long c, long d) throws OrtException {
    call(function, a, b, c, d, 0);
  }

  void call(OrtFunction function, long a, long b, long c, long d, long e) throws OrtException {
    try {
      check((long) CALL.invokeExact(address(function), a, b, c, d, e, 0L, 0L, 0L));
    } catch (Throwable failure) {
      throw failure(failure);
    }
  }

  /** For the functions that release an object; does nothing for 0. */
  void release(OrtFunction function, long object) {
    if (object == 0) {
      return;
    }
    try {
      long _ = word(address(function), object);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Whether the file tells the shape, be it only the rank. */
  boolean hasShape(long tensorInfo) {
    try {
      // a C bool: one byte
      return (byte) word(address(OrtFunction.TENSOR_TYPE_AND_SHAPE_HAS_SHAPE), tensorInfo) != 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A tensor over memory of the caller, who keeps it until the tensor is released. */
  void createTensorOver(
      long memoryInfo, MemorySegment data, long shape, long rank, int elementType, long out)
      throws OrtException {
    try {
      check(
          (long)
              CALL.invokeExact(
                  address(OrtFunction.CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE),
                  memoryInfo,
                  data.address(),
                  data.byteSize(),
                  shape,
                  rank,
                  (long) elementType,
                  out,
                  0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Names and values are arrays of pointers; an output that is 0 is made by ONNX Runtime. */
  void run(long session, long options, Pointers inputs, Pointers outputs) throws OrtException {
    try {
      check(
          (long)
              CALL.invokeExact(
                  address(OrtFunction.RUN),
                  session,
                  options,
                  inputs.names(),
                  inputs.values(),
                  inputs.count(),
                  outputs.names(),
                  outputs.count(),
                  outputs.values()));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Arrays of the C API: names, and the tensors that go by them. */
  record Pointers(long names, long values, long count) {}

  /** The C string at this address. */
  @SuppressWarnings("restricted")
  static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
  }

  private MemorySegment address(OrtFunction function) {
    return functions[function.place()];
  }

  private void check(long status) throws Throwable {
    if (status == 0) {
      return;
    }
    int code = (int) word(address(OrtFunction.GET_ERROR_CODE), status);
    String reason = text(word(address(OrtFunction.GET_ERROR_MESSAGE), status));
    release(OrtFunction.RELEASE_STATUS, status);
    throw new OrtException(code, reason);
  }

  private static OrtException failure(Throwable e) {
    return e instanceof OrtException failure ? failure : unexpectedAsOrt(e);
  }

  private static OrtException unexpectedAsOrt(Throwable e) {
    throw unexpected(e);
  }

  /** Native calls throw nothing; what else a method handle may throw is a fault of ours. */
  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException runtime -> runtime;
      default -> new IllegalStateException(e);
    };
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(descriptor);
  }
}
