// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.modelserver.config.Warmup;
import io.slipway.runtimes.spi.LoadedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs a model's warm-up requests, before anybody else uses it. */
public final class WarmupRun {
  private static final long MAX_INPUT_BYTES = 1L << 30;

  private final ModelId id;
  private final LoadedModel model;
  private final boolean batching;
  private final Path directory;

  /**
   * @param batching whether the first dimension is the batch
   * @param directory the model's
   */
  public WarmupRun(ModelId id, LoadedModel model, boolean batching, Path directory) {
    this.id = id;
    this.model = model;
    this.batching = batching;
    this.directory = directory;
  }

  /**
   * Blocks until it has been run as often as it says.
   *
   * @throws ServingException naming the warm-up, if it does not fit the model or fails
   */
  public void run(Warmup warmup) {
    try {
      List<NamedTensor> inputs = new ArrayList<>();
      for (Map.Entry<String, Warmup.Input> input : warmup.inputs().entrySet()) {
        inputs.add(tensor(input.getKey(), input.getValue(), warmup.batchSize()));
      }
      InferenceRequest request =
          new InferenceRequest(
              id.name(), id.version(), null, Map.of(), inputs, List.of(), Deadline.NONE);
      List<NamedTensor> ordered = SignatureCheck.inputs(request, model.signature());
      List<String> outputs = SignatureCheck.outputs(request, model.signature());
      for (int i = 0; i < warmup.count(); i++) {
        for (NamedTensor output : model.run(ordered, outputs)) {
          output.close();
        }
      }
    } catch (ServingException e) {
      throw new ServingException(
          e.code(), "warm-up '%s' failed: %s".formatted(warmup.name(), e.getMessage()), e);
    }
  }

  private NamedTensor tensor(String name, Warmup.Input input, int batch) {
    long elements = input.dims().elementCount();
    DataType datatype = input.datatype();
    int width = datatype.isFixedSize() ? datatype.byteSize() : Integer.BYTES;
    if (elements > MAX_INPUT_BYTES / width / batch) {
      throw ServingException.invalid(
          "input '%s' would have more than %d bytes".formatted(name, MAX_INPUT_BYTES));
    }
    int size = Math.toIntExact(elements * width);
    byte[] one =
        switch (input.data()) {
          case Warmup.Data.Zero _ -> new byte[size];
          case Warmup.Data.Random _ -> random(datatype, size);
          case Warmup.Data.File(String file) -> read(name, file, datatype, size);
        };
    byte[] all = Arrays.copyOf(one, Math.multiplyExact(one.length, batch));
    for (int i = 1; i < batch; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    try {
      return new NamedTensor(name, Tensor.ofHeap(datatype, shape(input.dims(), batch), all));
    } catch (IllegalArgumentException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT, "input '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  private Shape shape(Shape dims, int batch) {
    if (!batching) {
      return dims;
    }
    long[] batched = new long[dims.rank() + 1];
    batched[0] = batch;
    System.arraycopy(dims.toArray(), 0, batched, 1, dims.rank());
    return Shape.of(batched);
  }

  /** Small values, because a model may take integers for indices; empty strings. */
  private static byte[] random(DataType datatype, int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(0);
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (out.hasRemaining()) {
      switch (datatype) {
        case FP32 -> out.putFloat(random.nextFloat());
        case FP64 -> out.putDouble(random.nextDouble());
        case FP16 -> out.putShort(Float.floatToFloat16(random.nextFloat()));
        case BF16 -> out.putShort((short) (Float.floatToIntBits(random.nextFloat()) >>> 16));
        case BOOL, INT8, UINT8 -> out.put((byte) random.nextInt(2));
        case INT16, UINT16 -> out.putShort((short) random.nextInt(2));
        case INT32, UINT32 -> out.putInt(random.nextInt(2));
        case INT64, UINT64 -> out.putLong(random.nextInt(2));
        case BYTES -> out.putInt(0);
      }
    }
    return bytes;
  }

  private byte[] read(String name, String file, DataType datatype, int size) {
    Path path = directory.resolve("warmup").resolve(file);
    int most = datatype.isFixedSize() ? size : (int) MAX_INPUT_BYTES;
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(most);
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.NOT_FOUND, "input '%s': cannot read %s: %s".formatted(name, path, e), e);
    }
    if (datatype.isFixedSize() && bytes.length < size) {
      throw ServingException.invalid(
          "input '%s': %s has %d bytes (expected: %d)".formatted(name, path, bytes.length, size));
    }
    return bytes;
  }
}
