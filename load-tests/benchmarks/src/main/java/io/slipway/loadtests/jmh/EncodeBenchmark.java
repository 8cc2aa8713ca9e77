// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.jmh;

import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.grpc.InferResponseMessage;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.codec.v1.V1Format;
import io.slipway.transport.codec.v1.V1ResponseEncoder;
import io.slipway.transport.codec.v2.BinaryOutputs;
import io.slipway.transport.codec.v2.V2ResponseEncoder;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import java.util.Map;
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

/** Tensors of an answer to bytes in pooled memory, which is released. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodeBenchmark {
  private static final int EXPECTED_SIZE = 256;

  @Param({"IRIS", "MLP", "RESNET"})
  public Size size = Size.IRIS;

  private @Nullable InferenceResponse response;

  @Setup
  public void answer() {
    NamedTensor output =
        new NamedTensor("y", Tensor.ofHeap(size.datatype(), size.outShape(), size.outputs()));
    response = new InferenceResponse("m", "1", null, Map.of(), List.of(output));
  }

  @Benchmark
  public int v2Json() {
    try (OutputBuffer out = OutputBuffer.allocate(EXPECTED_SIZE)) {
      V2ResponseEncoder.encode(response(), BinaryOutputs.NONE, out);
      return out.size();
    }
  }

  @Benchmark
  public int v2Binary() {
    try (OutputBuffer out = OutputBuffer.allocate(EXPECTED_SIZE)) {
      V2ResponseEncoder.encode(response(), BinaryOutputs.ALL, out);
      return out.size();
    }
  }

  @Benchmark
  public int v1Json() {
    try (OutputBuffer out = OutputBuffer.allocate(EXPECTED_SIZE)) {
      V1ResponseEncoder.encode(response(), new V1Format.Row(1), out);
      return out.size();
    }
  }

  @Benchmark
  public int grpc() {
    try (OutputBuffer out = OutputBuffer.allocate(EXPECTED_SIZE)) {
      InferResponseMessage.encode(response(), OutputContents.RAW, out);
      return out.size();
    }
  }

  private InferenceResponse response() {
    return Objects.requireNonNull(response);
  }
}
