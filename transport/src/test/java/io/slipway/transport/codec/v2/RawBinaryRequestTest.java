// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawBinaryRequestTest {
  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void nothingIsLeft() {
    assertThat(allocator.open()).isZero();
  }

  private static ModelSignature signature(TensorSpec... inputs) {
    return new ModelSignature("test", List.of(inputs), List.of());
  }

  private static TensorSpec input(DataType datatype, String shape) {
    long[] dims =
        shape.isEmpty()
            ? new long[0]
            : List.of(shape.split(" ", -1)).stream().mapToLong(Long::parseLong).toArray();
    return new TensorSpec("x", datatype, Shape.of(dims));
  }

  private InferenceRequest decode(byte[] bytes, TensorSpec... inputs) {
    try (RequestBody body = RequestBody.of(bytes)) {
      return RawBinaryRequest.decode("m", "3", body, signature(inputs), allocator);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP32,-1 2,24,'[3, 2]'",
    "FP32,4 -1,32,'[4, 2]'",
    "FP32,-1 -1,12,'[1, 3]'",
    "INT64,2 3,48,'[2, 3]'",
    "UINT8,'',1,[]",
    "FP16,-1,6,[3]",
    "UINT8,-1 3 -1 4,24,'[1, 3, 2, 4]'",
  })
  void takesTheShapeFromTheSizeOfTheBody(
      DataType datatype, String shape, int bytes, String expected) {
    byte[] body = new byte[bytes];
    body[bytes - 1] = 1;
    try (InferenceRequest request = decode(body, input(datatype, shape))) {
      assertThat(request.modelName()).isEqualTo("m");
      assertThat(request.modelVersion()).isEqualTo("3");
      assertThat(request.outputs()).isEmpty();
      NamedTensor tensor = request.inputs().getFirst();
      assertThat(tensor.name()).isEqualTo("x");
      assertThat(tensor.tensor().shape()).hasToString(expected);
      assertThat(tensor.tensor().data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,[1]", "-1,[1]", "-1 1,'[1, 1]'", "'',[]"})
  void takesTheWholeBodyAsOneElementOfBytes(String shape, String expected) {
    byte[] text = "größe".getBytes(StandardCharsets.UTF_8);
    try (InferenceRequest request = decode(text, input(DataType.BYTES, shape))) {
      var tensor = request.inputs().getFirst().tensor();
      assertThat(tensor.shape()).hasToString(expected);
      assertThat(BytesLayout.decode(tensor.data(), 1)[0]).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP32 | -1 2 | 20 | the body has 20 bytes (expected: a multiple of 8 for FP32",
        "FP32 | -1 2 | 0 | the body has 0 bytes",
        "FP32 | -1 0 | 8 | the body has 8 bytes (expected: a multiple of 0",
        "FP32 | 2 2 | 20 | has 20 bytes of data (expected: 16 bytes",
        "FP32 | 2 -1 -1 | 20 | does not tell more than one variable dimension of shape [2, -1, -1]",
        "FP32 | -1 -1 -1 | 20 | does not tell more than one variable dimension",
        "BYTES | -1 2 | 20 | is one element of BYTES, and shape [-1, 2] takes more",
        "BOOL | -1 | 2 | element 1 is the byte 7 (expected: 0 or 1 for BOOL)",
      })
  void refusesWhatDoesNotFit(DataType datatype, String shape, int bytes, String message) {
    byte[] body = new byte[bytes];
    if (bytes > 1) {
      body[1] = 7;
    }
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> decode(body, input(datatype, shape)))
        .withMessageStartingWith("input 'x'")
        .withMessageContaining(message)
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void isForModelsOfOneInput() {
    TensorSpec spec = input(DataType.FP32, "-1");
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> decode(new byte[8], spec, spec))
        .withMessageContaining("for models of one input, model 'm' has 2");
  }
}
