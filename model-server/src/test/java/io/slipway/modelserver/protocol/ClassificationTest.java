// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationTest {
  private final AtomicInteger open = new AtomicInteger();

  @AfterEach
  void everythingIsReleased() {
    assertThat(open).hasValue(0);
  }

  private static RequestedOutput asking(String name, @Nullable Parameter classes) {
    return new RequestedOutput(
        name, classes == null ? Map.of() : Map.of("classification", classes));
  }

  private NamedTensor floats(String name, Shape shape, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return tensor(name, DataType.FP32, shape, bytes.array());
  }

  private NamedTensor tensor(String name, DataType datatype, Shape shape, byte[] bytes) {
    open.incrementAndGet();
    return new NamedTensor(
        name, Tensor.of(datatype, shape, MemorySegment.ofArray(bytes), open::decrementAndGet));
  }

  private static InferenceResponse response(NamedTensor... outputs) {
    return new InferenceResponse("m", "1", "id", Map.of(), Arrays.asList(outputs));
  }

  private static List<String> texts(NamedTensor output) {
    Tensor tensor = output.tensor();
    assertThat(tensor.datatype()).isEqualTo(DataType.BYTES);
    return Arrays.stream(BytesLayout.decode(tensor.data(), tensor.elementCount()))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void givesTheBestOfEachRow() {
    Classification two = Classification.of(List.of(asking("x", new Parameter.Int64(2))), null);
    try (var answer =
        two.apply(
            response(
                floats("x", Shape.of(2, 3), 0.1f, 3.25f, 2f, -1f, Float.NaN, -1f),
                floats("y", Shape.of(1), 1f)))) {
      assertThat(answer.id()).isEqualTo("id");
      assertThat(answer.outputs().getFirst().tensor().shape()).isEqualTo(Shape.of(2, 2));
      assertThat(texts(answer.outputs().getFirst()))
          .containsExactly("3.250000:1", "2.000000:2", "-1.000000:0", "-1.000000:2");
      assertThat(answer.outputs().get(1).tensor().datatype()).isEqualTo(DataType.FP32);
    }
  }

  @Test
  void takesOneDimensionAsOneRowAndGivesNoMoreThanThereAre() {
    Classification many =
        Classification.of(List.of(asking("x", new Parameter.Int64(Long.MAX_VALUE))), null);
    try (var answer = many.apply(response(floats("x", Shape.of(2), 1f, 2f)))) {
      assertThat(answer.outputs().getFirst().tensor().shape()).isEqualTo(Shape.of(2));
      assertThat(texts(answer.outputs().getFirst())).containsExactly("2.000000:1", "1.000000:0");
    }
  }

  @Test
  void addsLabels() {
    Classification labelled =
        Classification.of(
            List.of(asking("x", new Parameter.Int64(2))),
            (output, index) -> index == 1 ? output + "-cat" : null);
    try (var answer = labelled.apply(response(floats("x", Shape.of(1, 2), 0.5f, 0.75f)))) {
      assertThat(texts(answer.outputs().getFirst()))
          .containsExactly("0.750000:1:x-cat", "0.500000:0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8,ff01,255:0",
    "INT8,ff01,1:1",
    "UINT64,ffffffffffffffff0100000000000000,18446744073709551615:0",
    "INT64,ffffffffffffffff0100000000000000,1:1",
    "UINT16,ffff0100,65535:0",
    "INT32,ffffffff01000000,1:1",
    "UINT32,ffffffff01000000,4294967295:0",
    "FP16,003c007c,inf:1",
    "BF16,803f0040,2.000000:1",
    "FP64,00000000000000000000000000000080,0.000000:0",
  })
  void knowsAllNumericDatatypes(DataType datatype, String hex, String best) {
    Classification one = Classification.of(List.of(asking("x", new Parameter.Int64(1))), null);
    byte[] bytes = HexFormat.of().parseHex(hex);
    try (var answer = one.apply(response(tensor("x", datatype, Shape.of(2), bytes)))) {
      assertThat(texts(answer.outputs().getFirst())).containsExactly(best);
    }
  }

  @Test
  void givesNothingForNoRows() {
    Classification one = Classification.of(List.of(asking("x", new Parameter.Int64(1))), null);
    try (var answer = one.apply(response(floats("x", Shape.of(0, 3))))) {
      assertThat(answer.outputs().getFirst().tensor().elementCount()).isZero();
    }
  }

  @Test
  void refusesWhatHasNoClasses() {
    Classification one = Classification.of(List.of(asking("x", new Parameter.Int64(1))), null);
    InferenceResponse text =
        response(
            floats("y", Shape.of(1), 1f),
            tensor("x", DataType.BYTES, Shape.of(1), new byte[Integer.BYTES]));
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> one.apply(text))
        .withMessageContaining("output 'x' has datatype BYTES, which has no classes");
    InferenceResponse large =
        response(tensor("x", DataType.UINT8, Shape.of(1_000_001), new byte[1_000_001]));
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> one.apply(large))
        .withMessageContaining("too many to be classes");
  }

  @Test
  void refusesANumberOfClassesThatIsNone() {
    for (Parameter wrong :
        List.of(new Parameter.Int64(0), new Parameter.Text("2"), new Parameter.Bool(true))) {
      assertThatExceptionOfType(ServingException.class)
          .isThrownBy(() -> Classification.of(List.of(asking("x", wrong)), null))
          .withMessageContaining("output 'x': parameter classification is not a positive integer")
          .extracting(ServingException::code)
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }
}
