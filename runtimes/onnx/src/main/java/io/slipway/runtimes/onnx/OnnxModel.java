// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.DimensionNames;
import io.slipway.runtimes.spi.LoadedModel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.StampedLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session and what is known of it. Closing waits for runs; a run after that is refused. */
final class OnnxModel implements LoadedModel {
  private static final String PLATFORM = "onnxruntime_onnx";

  private static final Logger log = LoggerFactory.getLogger(OnnxModel.class);

  private final ModelId id;
  private final OrtEngine engine;
  private final OrtSession session;
  private final TensorAllocator allocator;
  private final ModelSignature signature;
  private final List<OnnxNode> inputs;
  private final List<OnnxNode> outputs;
  private final OutputShapes outputShapes;
  private final Map<String, Integer> outputIndex = new HashMap<>();
  private final Arena names = Arena.ofShared();
  private final MemorySegment inputNames;
  private final List<MemorySegment> outputNames = new ArrayList<>();

  /** Runs hold it shared, because a session that is closed under a run ends the process. */
  private final StampedLock open = new StampedLock();

  private volatile boolean shapesHold = true;
  private boolean closed;

  /** Takes the session over. */
  OnnxModel(
      ModelId id,
      OrtEngine engine,
      OrtSession session,
      List<OnnxNode> inputs,
      List<OnnxNode> outputs,
      TensorAllocator allocator) {
    this.id = id;
    this.engine = engine;
    this.session = session;
    this.allocator = allocator;
    this.signature = new ModelSignature(PLATFORM, specs(inputs), specs(outputs));
    this.inputs = inputs;
    this.outputs = outputs;
    this.outputShapes = OutputShapes.of(inputs, outputs);
    this.inputNames = names.allocate(JAVA_LONG, Math.max(1, inputs.size()));
    for (int i = 0; i < inputs.size(); i++) {
      inputNames.setAtIndex(
          JAVA_LONG, i, names.allocateFrom(inputs.get(i).spec().name()).address());
    }
    for (OnnxNode output : outputs) {
      outputIndex.put(output.spec().name(), outputNames.size());
      outputNames.add(names.allocateFrom(output.spec().name()));
    }
  }

  private static List<TensorSpec> specs(List<OnnxNode> nodes) {
    return nodes.stream().map(OnnxNode::spec).toList();
  }

  @Override
  public ModelSignature signature() {
    return signature;
  }

  @Override
  public DimensionNames dimensionNames() {
    return new DimensionNames(symbols(inputs), symbols(outputs));
  }

  private static List<List<String>> symbols(List<OnnxNode> nodes) {
    List<List<String>> symbols = new ArrayList<>(nodes.size());
    for (OnnxNode node : nodes) {
      symbols.add(node.symbols());
    }
    return symbols;
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    long stamp = open.readLock();
    try {
      if (closed) {
        throw new ServingException(ErrorCode.UNAVAILABLE, "model " + id + " is unloaded");
      }
      return runOpen(inputs, outputs);
    } catch (OrtException e) {
      throw OrtMessage.runFailure(id.toString(), e);
    } finally {
      open.unlockRead(stamp);
      Reference.reachabilityFence(inputs);
    }
  }

  private List<NamedTensor> runOpen(List<NamedTensor> inputs, List<String> outputs)
      throws OrtException {
    List<TensorSpec> specs = new ArrayList<>(outputs.size());
    try (OnnxRun run = new OnnxRun(engine, allocator, inputs.size(), outputs.size())) {
      for (int i = 0; i < inputs.size(); i++) {
        run.input(i, inputs.get(i).tensor());
      }
      boolean inPlace = false;
      for (int i = 0; i < outputs.size(); i++) {
        int index = outputIndex(outputs.get(i));
        TensorSpec spec = signature.outputs().get(index);
        specs.add(spec);
        run.output(i, outputNames.get(index));
        Shape expected = shapesHold ? outputShapes.predict(index, inputs) : null;
        if (expected != null) {
          run.outputInPlace(i, spec.datatype(), expected);
          inPlace = true;
        }
      }
      try {
        run.run(session, inputNames);
      } catch (OrtException e) {
        if (!inPlace) {
          throw e;
        }
        // Perhaps only because an output has another shape than the model file says, which ONNX
        // Runtime tells in changing words. Then it works with memory of its own.
        run.outputsByEngine();
        run.run(session, inputNames);
        shapesHold = false;
        log.info(
            "model {} gives other shapes than it says: its outputs are copied from now on", id);
      }
      return run.take(specs);
    }
  }

  private int outputIndex(String name) {
    Integer index = outputIndex.get(name);
    if (index == null) {
      throw ServingException.invalid(
          "model %s has no output '%s' (expected one of %s)"
              .formatted(id, name, String.join(", ", outputIndex.keySet())));
    }
    return index;
  }

  @Override
  public void close() {
    long stamp = open.writeLock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      session.close();
      names.close();
    } finally {
      open.unlockWrite(stamp);
    }
    ProcessHeap.trim();
  }
}
