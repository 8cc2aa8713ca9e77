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
import org.jspecify.annotations.Nullable;
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
    int[] indices = new int[outputs.size()];
    List<TensorSpec> specs = new ArrayList<>(outputs.size());
    @Nullable Shape[] foreseen = new @Nullable Shape[outputs.size()];
    try (OnnxRun run = new OnnxRun(engine, allocator, inputs.size(), outputs.size())) {
      for (int i = 0; i < inputs.size(); i++) {
        run.input(i, inputs.get(i).tensor());
      }
      boolean inPlace = false;
      for (int i = 0; i < indices.length; i++) {
        indices[i] = outputIndex(outputs.get(i));
        TensorSpec spec = signature.outputs().get(indices[i]);
        specs.add(spec);
        run.output(i, outputNames.get(indices[i]));
        foreseen[i] = outputShapes.predict(indices[i], inputs);
        if (foreseen[i] != null) {
          run.outputInPlace(i, spec.datatype(), foreseen[i]);
          inPlace = true;
        }
      }
      boolean refused = false;
      try {
        run.run(session, inputNames);
      } catch (OrtException e) {
        if (!inPlace) {
          throw e;
        }
        // Perhaps only because an output has another shape than was foreseen, which ONNX
        // Runtime tells in changing words. Then it works with memory of its own.
        run.outputsByEngine();
        run.run(session, inputNames);
        refused = true;
      }
      List<NamedTensor> taken = run.take(specs);
      for (int i = 0; i < indices.length; i++) {
        if (foreseen[i] == null) {
          outputShapes.saw(indices[i], inputs, taken.get(i).tensor().shape());
        }
      }
      if (refused) {
        giveUp(indices, foreseen, taken);
      }
      return taken;
    }
  }

  /** Foresees no more what came otherwise; or nothing of it, if that was not the reason. */
  private void giveUp(int[] indices, @Nullable Shape[] foreseen, List<NamedTensor> taken) {
    boolean otherwise = false;
    for (int i = 0; i < indices.length; i++) {
      otherwise |= foreseen[i] != null && !foreseen[i].equals(taken.get(i).tensor().shape());
    }
    for (int i = 0; i < indices.length; i++) {
      Shape shape = foreseen[i];
      if (shape != null && !(otherwise && shape.equals(taken.get(i).tensor().shape()))) {
        outputShapes.giveUp(indices[i]);
        log.info(
            "model {}: the shape of output {} cannot be foreseen, it is copied from now on",
            id,
            taken.get(i).name());
      }
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
