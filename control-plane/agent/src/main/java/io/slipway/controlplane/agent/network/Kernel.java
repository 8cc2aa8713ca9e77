// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The calls of the kernel that give programs to control groups. Thread-safe; blocks little. */
final class Kernel {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERROR =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final int DIRECTORY = 0x80000; // read-only, not for the programs that are started
  private static final int LOAD = 5;
  private static final int ATTACH = 8;
  private static final int LOAD_BYTES = 72;
  private static final int ATTACH_BYTES = 16;

  /** Beside those that others have given to a group or to one around it. */
  private static final int BESIDE_OTHERS = 2;

  private final long number;
  private final MethodHandle call;
  private final MethodHandle open;
  private final MethodHandle close;

  /**
   * @throws IOException if there are no such calls on this machine
   */
  Kernel() throws IOException {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new IOException("it is not Linux");
    }
    this.number =
        switch (System.getProperty("os.arch", "")) {
          case "amd64" -> 321;
          case "aarch64" -> 280;
          default -> throw new IOException("it is neither x86-64 nor aarch64");
        };
    this.call =
        function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    this.open =
        function(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    this.close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... variadic) throws IOException {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IOException("there is no function " + name));
    List<Linker.Option> options = new ArrayList<>(List.of(variadic));
    options.add(Linker.Option.captureCallState("errno"));
    return linker.downcallHandle(address, type, options.toArray(Linker.Option[]::new));
  }

  /** Has the kernel check and take a program, and ask it for a group from now on. */
  void attach(Path group, SocketRules.Program program) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int loaded = load(arena, state, program);
      try {
        MemorySegment path = arena.allocateFrom(group.toString());
        int directory =
            checked(state, (int) open.invokeExact(state, path, DIRECTORY), "open " + group);
        try {
          MemorySegment request = arena.allocate(ATTACH_BYTES, Long.BYTES);
          request.set(JAVA_INT, 0, directory);
          request.set(JAVA_INT, 4, loaded);
          request.set(JAVA_INT, 8, program.hook());
          request.set(JAVA_INT, 12, BESIDE_OTHERS);
          checked(state, bpf(state, ATTACH, request), "attach to " + group);
        } finally {
          close(state, directory);
        }
      } finally {
        close(state, loaded);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of the C library cannot be called", e);
    }
  }

  private int load(Arena arena, MemorySegment state, SocketRules.Program program) throws Throwable {
    MemorySegment code = arena.allocate(program.code().length, Long.BYTES);
    code.copyFrom(MemorySegment.ofArray(program.code()));
    MemorySegment request = arena.allocate(LOAD_BYTES, Long.BYTES);
    request.set(JAVA_INT, 0, program.kind());
    request.set(JAVA_INT, 4, program.code().length / Instructions.SIZE);
    request.set(JAVA_LONG, 8, code.address());
    request.set(JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
    request.setString(48, "slipway");
    request.set(JAVA_INT, 68, program.hook());
    return checked(state, bpf(state, LOAD, request), "load a program");
  }

  private int bpf(MemorySegment state, int command, MemorySegment request) throws Throwable {
    return (int) (long) call.invokeExact(state, number, command, request, (int) request.byteSize());
  }

  private static int checked(MemorySegment state, int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException("%s: error %d".formatted(what, state.get(JAVA_INT, ERROR)));
    }
    return result;
  }

  private void close(MemorySegment state, int file) throws Throwable {
    checked(state, (int) close.invokeExact(state, file), "close");
  }
}
