// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.jmh;

import io.slipway.api.tensor.DataType;
import io.slipway.transport.codec.json.ElementReader;
import io.slipway.transport.codec.json.JsonReader;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One number of a JSON array, read and printed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloatBenchmark {
  private static final int COUNT = 4096;

  /**
   * What people measured; what a network puts out; what {@code double} arithmetic leaves of a
   * float; integers.
   */
  public enum Kind {
    SHORT,
    FLOAT,
    DOUBLE,
    WHOLE
  }

  @Param({"SHORT", "FLOAT", "DOUBLE", "WHOLE"})
  public Kind kind = Kind.SHORT;

  private final float[] floats = new float[COUNT];
  private final double[] doubles = new double[COUNT];
  private final MemorySegment target = Arena.ofAuto().allocate(COUNT * 8L, 8);
  private byte[] json = {};

  @Setup
  public void numbers() {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < COUNT; i++) {
      double value =
          switch (kind) {
            case SHORT -> random.nextInt(100) / 10.0;
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case WHOLE -> random.nextInt(256);
          };
      doubles[i] = value;
      floats[i] = (float) value;
      text.append(i == 0 ? "" : ",")
          .append(kind == Kind.DOUBLE ? Double.toString(value) : Float.toString(floats[i]));
    }
    json = text.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public MemorySegment readFp32() {
    return read(DataType.FP32);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public MemorySegment readFp64() {
    return read(DataType.FP64);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public int printFp32() {
    try (OutputBuffer out = OutputBuffer.allocate(1 << 16)) {
      JsonWriter writer = new JsonWriter(out);
      writer.beginArray();
      for (float value : floats) {
        writer.value(value);
      }
      writer.endArray();
      writer.flush();
      return out.size();
    }
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public int printFp64() {
    try (OutputBuffer out = OutputBuffer.allocate(1 << 17)) {
      JsonWriter writer = new JsonWriter(out);
      writer.beginArray();
      for (double value : doubles) {
        writer.value(value);
      }
      writer.endArray();
      writer.flush();
      return out.size();
    }
  }

  private MemorySegment read(DataType datatype) {
    JsonReader reader = new JsonReader(json, 0, json.length);
    ElementReader elements = new ElementReader(reader, datatype, "input 'x'");
    reader.beginArray();
    for (int i = 0; reader.nextElement(); i++) {
      elements.read(target, i);
    }
    return target;
  }
}
