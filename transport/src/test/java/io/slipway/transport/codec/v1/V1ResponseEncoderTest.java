// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class V1ResponseEncoderTest {
  private static final V1Format TWO = new V1Format.Row(2);
  private static final V1Format COLUMN = new V1Format.Column();

  @Test
  void theOnlyOutputIsThePrediction() {
    assertThat(json(TWO, Samples.fp32(Shape.of(2), 1, 2.5f)))
        .isEqualTo("{\"predictions\":[1.0,2.5]}");
    assertThat(json(TWO, Samples.fp32(Shape.of(2, 1, 2), 1, 2, 3, 4)))
        .isEqualTo("{\"predictions\":[[[1.0,2.0]],[[3.0,4.0]]]}");
    assertThat(json(TWO, Samples.fp32(Shape.of(2, 0)))).isEqualTo("{\"predictions\":[[],[]]}");
  }

  @Test
  void severalOutputsAreAnObjectForEachInstance() {
    assertThat(
            json(
                TWO,
                Samples.fp32(Shape.of(2), 1, 2),
                Samples.bytesTensor(Shape.of(2, 1), "a", "b")))
        .isEqualTo("{\"predictions\":[{\"y0\":1.0,\"y1\":[\"a\"]},{\"y0\":2.0,\"y1\":[\"b\"]}]}");
  }

  @Test
  void columnsAreWrittenForBothKindsOfClients() {
    assertThat(json(COLUMN, Samples.fp32(Shape.of(1, 2), 1, 2)))
        .isEqualTo("{\"predictions\":[[1.0,2.0]],\"outputs\":[[1.0,2.0]]}");
    assertThat(json(COLUMN, Samples.fp32(Shape.of(1), 1), Samples.fp32(Shape.SCALAR, 3)))
        .isEqualTo(
            "{\"predictions\":{\"y0\":[1.0],\"y1\":3.0},\"outputs\":{\"y0\":[1.0],\"y1\":3.0}}");
  }

  @Test
  void bytesThatAreNotTextAreBase64() {
    Tensor image =
        Tensor.ofHeap(DataType.BYTES, Shape.of(2), new byte[] {1, 0, 0, 0, -1, 1, 0, 0, 0, 'a'});
    assertThat(json(TWO, image)).isEqualTo("{\"predictions\":[{\"b64\":\"/w==\"},\"a\"]}");
  }

  @Test
  void halfFloatsAreNumbers() {
    for (DataType type : List.of(DataType.FP16, DataType.BF16)) {
      short one = type == DataType.FP16 ? (short) 0x3C00 : (short) 0x3F80;
      byte[] data = {(byte) one, (byte) (one >> 8), 0, 0};
      assertThat(json(TWO, Tensor.ofHeap(type, Shape.of(2), data)))
          .isEqualTo("{\"predictions\":[1.0,0.0]}");
    }
  }

  @Test
  void rowsNeedOneRowForEachInstance() {
    for (Shape shape : List.of(Shape.of(3), Shape.SCALAR)) {
      Tensor tensor = Samples.fp32(shape, new float[(int) shape.elementCount()]);
      assertThatThrownBy(() -> json(TWO, tensor))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessage(
              "output 'y0' has shape "
                  + shape
                  + ", which does not begin with the 2 instances of the request (expected: a"
                  + " request with \"inputs\" instead of \"instances\")");
    }
  }

  private static String json(V1Format format, Tensor... tensors) {
    List<NamedTensor> outputs = new ArrayList<>();
    for (Tensor tensor : tensors) {
      outputs.add(new NamedTensor("y" + outputs.size(), tensor));
    }
    InferenceResponse response = new InferenceResponse("m", "1", null, Map.of(), outputs);
    return new String(
        Samples.written(out -> V1ResponseEncoder.encode(response, format, out)),
        StandardCharsets.UTF_8);
  }
}
