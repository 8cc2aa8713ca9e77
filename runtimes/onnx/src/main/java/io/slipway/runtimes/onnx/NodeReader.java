// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the inputs and outputs of a session. */
final class NodeReader {
  private static final int TENSOR = 1;
  private static final int SEQUENCE = 2;
  private static final int MAP = 3;
  private static final String[] KINDS = {
    "unknown", "tensor", "sequence", "map", "opaque", "sparse tensor", "optional"
  };

  private final OrtEngine engine;
  private final OrtApi api;
  private final long session;
  private final MemorySegment out;
  private final Arena arena;

  private NodeReader(OrtEngine engine, long session, Arena arena) {
    this.engine = engine;
    this.api = engine.api();
    this.session = session;
    this.arena = arena;
    this.out = arena.allocate(JAVA_LONG);
  }

  /**
   * @throws ServingException INVALID_ARGUMENT if one of them is nothing that a request can carry;
   *     the message says what to do
   */
  static List<OnnxNode> inputs(OrtEngine engine, long session) throws OrtException {
    try (Arena arena = Arena.ofConfined()) {
      List<OnnxNode> inputs =
          new NodeReader(engine, session, arena)
              .nodes(
                  "input",
                  OrtFunction.SESSION_GET_INPUT_COUNT,
                  OrtFunction.SESSION_GET_INPUT_NAME,
                  OrtFunction.SESSION_GET_INPUT_TYPE_INFO);
      for (OnnxNode input : inputs) {
        if (!input.ranked()) {
          throw ServingException.invalid(
              "input '%s' has no shape (expected: at least its number of dimensions; export the model with it)"
                  .formatted(input.spec().name()));
        }
      }
      return inputs;
    }
  }

  /** As {@link #inputs}. */
  static List<OnnxNode> outputs(OrtEngine engine, long session) throws OrtException {
    try (Arena arena = Arena.ofConfined()) {
      return new NodeReader(engine, session, arena)
          .nodes(
              "output",
              OrtFunction.SESSION_GET_OUTPUT_COUNT,
              OrtFunction.SESSION_GET_OUTPUT_NAME,
              OrtFunction.SESSION_GET_OUTPUT_TYPE_INFO);
    }
  }

  private List<OnnxNode> nodes(
      String role, OrtFunction count, OrtFunction name, OrtFunction typeInfo) throws OrtException {
    api.call(count, session, out.address());
    long nodes = out.get(JAVA_LONG, 0);
    List<OnnxNode> result = new ArrayList<>();
    for (long i = 0; i < nodes; i++) {
      api.call(name, session, i, engine.allocator(), out.address());
      long text = out.get(JAVA_LONG, 0);
      String nodeName = OrtApi.text(text);
      api.call(OrtFunction.ALLOCATOR_FREE, engine.allocator(), text);
      api.call(typeInfo, session, i, out.address());
      long type = out.get(JAVA_LONG, 0);
      try {
        result.add(node(role, nodeName, type));
      } finally {
        api.release(OrtFunction.RELEASE_TYPE_INFO, type);
      }
    }
    return result;
  }

  private OnnxNode node(String role, String name, long typeInfo) throws OrtException {
    api.call(OrtFunction.GET_ONNX_TYPE_FROM_TYPE_INFO, typeInfo, out.address());
    int kind = out.get(JAVA_INT, 0);
    if (kind != TENSOR) {
      throw ServingException.invalid(notATensor(role, name, kind));
    }
    api.call(OrtFunction.CAST_TYPE_INFO_TO_TENSOR_INFO, typeInfo, out.address());
    long tensor = out.get(JAVA_LONG, 0); // belongs to typeInfo
    api.call(OrtFunction.GET_TENSOR_ELEMENT_TYPE, tensor, out.address());
    int elementType = out.get(JAVA_INT, 0);
    DataType datatype = ElementType.datatype(elementType);
    if (datatype == null) {
      throw ServingException.invalid(
          "%s '%s' is a tensor of %s, which no request can carry (expected one of %s; cast it inside the model)"
              .formatted(role, name, ElementType.name(elementType), List.of(DataType.values())));
    }
    if (!api.hasShape(tensor)) {
      // One dimension of any size is the nearest that a signature can say.
      return new OnnxNode(new TensorSpec(name, datatype, Shape.of(-1)), false, List.of(""));
    }
    return node(name, datatype, tensor);
  }

  private OnnxNode node(String name, DataType datatype, long tensor) throws OrtException {
    api.call(OrtFunction.GET_DIMENSIONS_COUNT, tensor, out.address());
    int rank = Math.toIntExact(out.get(JAVA_LONG, 0));
    MemorySegment values = arena.allocate(JAVA_LONG, Math.max(1, rank));
    long[] dims = new long[rank];
    api.call(OrtFunction.GET_DIMENSIONS, tensor, values.address(), rank);
    for (int i = 0; i < rank; i++) {
      dims[i] = values.getAtIndex(JAVA_LONG, i);
    }
    List<String> symbols = new ArrayList<>(Collections.nCopies(rank, ""));
    api.call(OrtFunction.GET_SYMBOLIC_DIMENSIONS, tensor, values.address(), rank);
    for (int i = 0; i < rank; i++) {
      symbols.set(i, OrtApi.text(values.getAtIndex(JAVA_LONG, i)));
    }
    return new OnnxNode(new TensorSpec(name, datatype, Shape.of(dims)), true, symbols);
  }

  private static String notATensor(String role, String name, int kind) {
    String text =
        "%s '%s' is a %s (expected: a tensor)"
            .formatted(role, name, kind >= 0 && kind < KINDS.length ? KINDS[kind] : "type " + kind);
    return kind == SEQUENCE || kind == MAP
        ? text + "; a scikit-learn classifier is exported without it by options={'zipmap': False}"
        : text;
  }
}
