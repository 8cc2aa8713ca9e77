// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.jmh;

import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.v1.V1RequestDecoder;
import io.slipway.transport.codec.v2.V2RequestDecoder;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Bytes of a request to tensors, and the tensors released. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
  @Param({"IRIS", "MLP", "RESNET"})
  public Size size = Size.IRIS;

  private final V2RequestDecoder decoder = new V2RequestDecoder(null);
  private final TensorAllocator allocator = new PooledTensorAllocator(1 << 30);
  private @Nullable RequestBody v2Json;
  private @Nullable RequestBody v2Binary;
  private @Nullable RequestBody v1Json;
  private @Nullable RequestBody grpc;
  private @Nullable ModelSignature signature;
  private int binaryHeader;

  @Setup
  public void bodies() {
    v2Json = Requests.v2Json(size);
    v2Binary = Requests.v2Binary(size);
    v1Json = Requests.v1Json(size);
    grpc = Requests.grpc(size);
    binaryHeader = Requests.v2BinaryHeader(size).length();
    signature =
        new ModelSignature(
            "onnx",
            List.of(new TensorSpec("x", size.datatype(), size.inShape())),
            List.of(new TensorSpec("y", size.datatype(), size.outShape())));
  }

  @Benchmark
  public int v2Json() {
    RequestBody body = Objects.requireNonNull(v2Json);
    return close(decoder.decode("m", null, body, body.size(), allocator).request());
  }

  @Benchmark
  public int v2Binary() {
    RequestBody body = Objects.requireNonNull(v2Binary);
    return close(decoder.decode("m", null, body, binaryHeader, allocator).request());
  }

  @Benchmark
  public int v1Json() {
    return close(
        V1RequestDecoder.decode(
                "m",
                null,
                Objects.requireNonNull(v1Json),
                Objects.requireNonNull(signature),
                Deadline.NONE,
                allocator)
            .request());
  }

  @Benchmark
  public int grpc() {
    return close(
        InferRequestMessage.decode(Objects.requireNonNull(grpc), Deadline.NONE, allocator)
            .request());
  }

  private static int close(InferenceRequest request) {
    try (request) {
      return request.inputs().size();
    }
  }
}
