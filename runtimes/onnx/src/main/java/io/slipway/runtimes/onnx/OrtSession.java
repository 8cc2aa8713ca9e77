// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A model in ONNX Runtime: the session and the options of its runs. Not safe against its close. */
final class OrtSession implements AutoCloseable {
  private final OrtApi api;
  private final long session;
  private final long runOptions;

  private OrtSession(OrtApi api, long session, long runOptions) {
    this.api = api;
    this.session = session;
    this.runOptions = runOptions;
  }

  static OrtSession open(OrtEngine engine, Path model, String logId, OnnxSettings settings)
      throws OrtException {
    OrtApi api = engine.api();
    long session = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      session = create(engine, model, logId, settings, arena);
      api.call(OrtFunction.CREATE_RUN_OPTIONS, out.address());
      OrtSession result = new OrtSession(api, session, out.get(JAVA_LONG, 0));
      session = 0;
      result.quiet();
      return result;
    } finally {
      api.release(OrtFunction.RELEASE_SESSION, session);
    }
  }

  private static long create(
      OrtEngine engine, Path model, String logId, OnnxSettings settings, Arena arena)
      throws OrtException {
    OrtApi api = engine.api();
    MemorySegment out = arena.allocate(JAVA_LONG);
    api.call(OrtFunction.CREATE_SESSION_OPTIONS, out.address());
    long options = out.get(JAVA_LONG, 0);
    try {
      api.call(OrtFunction.SET_SESSION_LOG_ID, options, arena.allocateFrom(logId).address());
      apply(api, settings, options, arena);
      // Paths are bytes to the C API outside Windows; the JDK's own encoding of them is UTF-8 on
      // the platforms that there is a library for.
      MemorySegment path =
          arena.allocateFrom(model.toAbsolutePath().toString(), StandardCharsets.UTF_8);
      api.call(OrtFunction.CREATE_SESSION, engine.env(), path.address(), options, out.address());
      return out.get(JAVA_LONG, 0);
    } finally {
      api.release(OrtFunction.RELEASE_SESSION_OPTIONS, options);
    }
  }

  private static void apply(OrtApi api, OnnxSettings settings, long options, Arena arena)
      throws OrtException {
    api.call(OrtFunction.SET_INTRA_OP_NUM_THREADS, options, settings.intraOpThreads());
    api.call(OrtFunction.SET_INTER_OP_NUM_THREADS, options, settings.interOpThreads());
    api.call(OrtFunction.SET_SESSION_EXECUTION_MODE, options, settings.executionMode().value);
    api.call(
        OrtFunction.SET_SESSION_GRAPH_OPTIMIZATION_LEVEL,
        options,
        settings.graphOptimization().value);
    if (!settings.memoryArena()) {
      api.call(OrtFunction.DISABLE_CPU_MEM_ARENA, options);
    }
    if (!settings.memoryPattern()) {
      api.call(OrtFunction.DISABLE_MEM_PATTERN, options);
    }
    String spinning = settings.allowSpinning() ? "1" : "0";
    for (String entry :
        new String[] {"session.intra_op.allow_spinning", "session.inter_op.allow_spinning"}) {
      api.call(
          OrtFunction.ADD_SESSION_CONFIG_ENTRY,
          options,
          arena.allocateFrom(entry).address(),
          arena.allocateFrom(spinning).address());
    }
  }

  /** Runs fail with an exception that has the reason; a client's bad values are no log line. */
  private void quiet() throws OrtException {
    try {
      api.call(OrtFunction.RUN_OPTIONS_SET_RUN_LOG_SEVERITY_LEVEL, runOptions, OrtLog.FATAL);
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  long handle() {
    return session;
  }

  void run(OrtApi.Pointers inputs, OrtApi.Pointers outputs) throws OrtException {
    api.run(session, runOptions, inputs, outputs);
  }

  @Override
  public void close() {
    api.release(OrtFunction.RELEASE_RUN_OPTIONS, runOptions);
    api.release(OrtFunction.RELEASE_SESSION, session);
  }
}
