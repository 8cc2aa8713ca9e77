// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Calls into ONNX Runtime's C API. Pointers and sizes are {@code long}; whoever passes the address
 * of memory keeps that memory alive during the call. A status that is not OK becomes an {@link
 * OrtException}. Thread-safe as far as the C API is.
 *
 * <p>The handles are constants per signature and take the function's address as their first
 * argument, so that a few of them serve all functions: making one is what costs at start-up.
 */
final class OrtApi {
  private static final MethodHandle LONG_1 = handle(JAVA_LONG, JAVA_LONG);
  private static final MethodHandle LONG_2 = handle(JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle LONG_3 = handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle LONG_4 =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle LONG_5 =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle LONG_INT = handle(JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle INT_INT_LONG = handle(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle ERROR_CODE = handle(JAVA_INT, JAVA_LONG);
  private static final MethodHandle PREDICATE = handle(JAVA_BOOLEAN, JAVA_LONG);
  private static final MethodHandle RELEASE = link(FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle CREATE_ENV =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle CREATE_TENSOR =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final MethodHandle CREATE_TENSOR_WITH_DATA =
      handle(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final MethodHandle RUN =
      handle(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);

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
      MemorySegment base =
          ((MemorySegment) link(FunctionDescriptor.of(ADDRESS)).invokeExact(getApiBase))
              .reinterpret(2 * ADDRESS.byteSize());
      MemorySegment getApi = base.getAtIndex(ADDRESS, 0);
      MemorySegment getVersion = base.getAtIndex(ADDRESS, 1);
      MemorySegment versionText =
          (MemorySegment) link(FunctionDescriptor.of(ADDRESS)).invokeExact(getVersion);
      String version = text(versionText.address());
      MemorySegment table =
          (MemorySegment) handle(ADDRESS, JAVA_INT).invokeExact(getApi, OrtFunction.API_VERSION);
      if (table.address() == 0) {
        throw new IllegalStateException(
            "%s is ONNX Runtime %s (expected: 1.%d or newer)"
                .formatted(library, version, OrtFunction.API_VERSION));
      }
      return new OrtApi(functions(table), version);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment[] functions(MemorySegment table) {
    MemorySegment entries = table.reinterpret(OrtFunction.TABLE_LENGTH * ADDRESS.byteSize());
    MemorySegment[] functions = new MemorySegment[OrtFunction.TABLE_LENGTH];
    for (OrtFunction function : OrtFunction.values()) {
      functions[function.place()] = entries.getAtIndex(ADDRESS, function.place());
    }
    return functions;
  }

  /** ONNX Runtime's own version, e.g. {@code 1.29.0}. */
  String version() {
    return version;
  }

  void call(OrtFunction function, long a) throws OrtException {
    try {
      check((long) LONG_1.invokeExact(address(function), a));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void call(OrtFunction function, long a, long b) throws OrtException {
    try {
      check((long) LONG_2.invokeExact(address(function), a, b));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void call(OrtFunction function, long a, long b, long c) throws OrtException {
    try {
      check((long) LONG_3.invokeExact(address(function), a, b, c));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void call(OrtFunction function, long a, long b, long c, long d) throws OrtException {
    try {
      check((long) LONG_4.invokeExact(address(function), a, b, c, d));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void call(OrtFunction function, long a, long b, long c, long d, long e) throws OrtException {
    try {
      check((long) LONG_5.invokeExact(address(function), a, b, c, d, e));
    } catch (Throwable failure) {
      throw failure(failure);
    }
  }

  /** For the setters that take a C int or enum. */
  void set(OrtFunction function, long object, int value) throws OrtException {
    try {
      check((long) LONG_INT.invokeExact(address(function), object, value));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** For the functions that release an object; does nothing for 0. */
  void release(OrtFunction function, long object) {
    if (object == 0) {
      return;
    }
    try {
      RELEASE.invokeExact(address(function), object);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  boolean hasShape(long tensorInfo) {
    try {
      return (boolean)
          PREDICATE.invokeExact(address(OrtFunction.TENSOR_TYPE_AND_SHAPE_HAS_SHAPE), tensorInfo);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Makes the environment, or gives the one that this process has; its log goes to {@code log}. */
  void createEnv(MemorySegment log, int severity, long id, long out) throws OrtException {
    try {
      check(
          (long)
              CREATE_ENV.invokeExact(
                  address(OrtFunction.CREATE_ENV_WITH_CUSTOM_LOGGER),
                  log.address(),
                  0L,
                  severity,
                  id,
                  out));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void createCpuMemoryInfo(int allocatorType, int memoryType, long out) throws OrtException {
    try {
      check(
          (long)
              INT_INT_LONG.invokeExact(
                  address(OrtFunction.CREATE_CPU_MEMORY_INFO), allocatorType, memoryType, out));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** A tensor in memory of {@code allocator}. */
  void createTensor(long allocator, long shape, long rank, int elementType, long out)
      throws OrtException {
    try {
      check(
          (long)
              CREATE_TENSOR.invokeExact(
                  address(OrtFunction.CREATE_TENSOR_AS_ORT_VALUE),
                  allocator,
                  shape,
                  rank,
                  elementType,
                  out));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** A tensor over memory of the caller, who keeps it until the tensor is released. */
  void createTensorOver(
      long memoryInfo, MemorySegment data, long shape, long rank, int elementType, long out)
      throws OrtException {
    try {
      check(
          (long)
              CREATE_TENSOR_WITH_DATA.invokeExact(
                  address(OrtFunction.CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE),
                  memoryInfo,
                  data.address(),
                  data.byteSize(),
                  shape,
                  rank,
                  elementType,
                  out));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Names and tensors are arrays of pointers; an output that is 0 is made by ONNX Runtime. */
  void run(long session, long options, Pointers names, Pointers outputNames) throws OrtException {
    try {
      check(
          (long)
              RUN.invokeExact(
                  address(OrtFunction.RUN),
                  session,
                  options,
                  names.names(),
                  names.values(),
                  names.count(),
                  outputNames.names(),
                  outputNames.count(),
                  outputNames.values()));
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
    int code = (int) ERROR_CODE.invokeExact(address(OrtFunction.GET_ERROR_CODE), status);
    long message = (long) LONG_1.invokeExact(address(OrtFunction.GET_ERROR_MESSAGE), status);
    OrtException failure = new OrtException(code, text(message));
    RELEASE.invokeExact(address(OrtFunction.RELEASE_STATUS), status);
    throw failure;
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

  private static MethodHandle handle(MemoryLayout result, MemoryLayout... parameters) {
    return link(FunctionDescriptor.of(result, parameters));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(descriptor);
  }
}
