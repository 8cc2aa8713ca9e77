// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static io.slipway.transport.codec.Samples.concat;
import static io.slipway.transport.codec.Samples.content;
import static io.slipway.transport.codec.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.memory.RequestBody;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data behind the JSON. */
class V2BinaryRequestTest {
  private final CountingAllocator allocator = new CountingAllocator();
  private final V2RequestDecoder decoder = new V2RequestDecoder(null);

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void readsBinaryDataOfEveryDatatype(DataType datatype) {
    Tensor sample = Samples.extremes(datatype);
    for (int offset = 0; offset < 8; offset++) {
      byte[] json = utf8(binaryInput("x", sample));
      ByteBuf buffer = Samples.nativeBuffer(concat(json, content(sample)), offset);
      RequestBody body = RequestBody.wrap(buffer);
      InferenceRequest request = decoder.decode("m", null, body, json.length, allocator).request();
      body.close();
      NamedTensor input = request.inputs().getFirst();
      assertThat(input.parameters()).isEmpty();
      assertThat(content(input.tensor())).isEqualTo(content(sample));
      boolean aligned = (offset + json.length) % Math.max(1, datatype.byteSize()) == 0;
      assertThat(allocator.open()).isEqualTo(aligned ? 0 : 1);
      assertThat(buffer.refCnt()).isEqualTo(aligned ? 1 : 0);
      request.close();
      assertThat(buffer.refCnt()).isZero();
    }
  }

  @Test
  void dealsBinaryDataOutInTheOrderOfTheInputs() {
    Tensor a = Samples.extremes(DataType.FP32);
    Tensor b = Samples.extremes(DataType.BYTES);
    String json =
        "{\"inputs\":["
            + binaryObject("a", a)
            + ","
            + "{\"name\":\"j\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[9]},"
            + binaryObject("b", b)
            + "]}";
    byte[] body = concat(utf8(json), content(a), content(b));
    try (InferenceRequest request = decode(body, json.length())) {
      assertThat(content(request.inputs().get(0).tensor())).isEqualTo(content(a));
      assertThat(content(request.inputs().get(1).tensor())).containsExactly(9);
      assertThat(content(request.inputs().get(2).tensor())).isEqualTo(content(b));
    }
  }

  @Test
  void refusesBinaryDataOfTheWrongSize() {
    Tensor fp32 = Samples.extremes(DataType.FP32);
    String right = binaryInput("x", fp32);
    String json = right.replace("[2,2]", "[2,3]");
    assertInvalid(
        concat(utf8(json), content(fp32)),
        json.length(),
        "input 'x' has 16 bytes of data (expected: 24 bytes for FP32 of shape [2, 3])");
    assertInvalid(
        concat(utf8(right), content(fp32), new byte[3]),
        right.length(),
        "the body has 3 bytes more than the JSON and the binary_data_size of all inputs say");
    assertInvalid(
        utf8(right),
        right.length(),
        "input 'x': binary_data_size is 16 (expected: 0 to 0, the bytes left after the JSON and the"
            + " inputs before it)");
    String huge = right.replace("[2,2]", "[4611686018427387904]");
    assertInvalid(
        concat(utf8(huge), content(fp32)),
        huge.length(),
        "input 'x' has 16 bytes of data (expected: far more for FP32 of shape"
            + " [4611686018427387904])");
  }

  @Test
  void refusesBinaryDataThatIsNotWhatItsDatatypeSays() {
    Tensor bool = Tensor.ofHeap(DataType.UINT8, Shape.of(2), new byte[] {1, 2});
    String asBool = binaryInput("x", bool).replace("UINT8", "BOOL");
    assertInvalid(
        concat(utf8(asBool), content(bool)),
        asBool.length(),
        "input 'x': element 1 is the byte 2 (expected: 0 or 1 for BOOL)");
    Tensor bytes = Samples.bytesTensor(Shape.of(1), "abc");
    String two = binaryInput("x", bytes).replace("[1]", "[2]");
    assertInvalid(
        concat(utf8(two), content(bytes)),
        two.length(),
        "input 'x': BYTES data ends after 1 of 2 elements");
  }

  @Test
  void letsTheFirstInputsGoWhenALaterOneIsWrong() {
    Tensor fp32 = Samples.extremes(DataType.FP32);
    String json =
        "{\"inputs\":["
            + binaryObject("a", fp32)
            + ","
            + "{\"name\":\"b\",\"shape\":[2],\"datatype\":\"INT8\",\"data\":[9,9]},"
            + "{\"name\":\"c\",\"shape\":[2],\"datatype\":\"INT8\",\"data\":[9,999]}]}";
    ByteBuf buffer = Samples.nativeBuffer(concat(utf8(json), content(fp32)), 0);
    RequestBody body = RequestBody.wrap(buffer);
    assertThatThrownBy(() -> decoder.decode("m", null, body, json.length(), allocator))
        .hasMessageStartingWith("input 'c'");
    assertThat(allocator.open()).isZero();
    assertThat(buffer.refCnt()).isEqualTo(1);
    body.close();
  }

  @Test
  void aHeadThatCameBeforeHasItsOwnData() {
    Tensor first = Samples.fp32(Shape.of(2), 1, 2);
    Tensor second = Samples.fp32(Shape.of(2), 3, 4);
    String json =
        "{\"parameters\":{\"p\":1},\"inputs\":["
            + binaryObject("x", first)
            + "],\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}";
    for (Tensor each : List.of(first, second, first)) {
      byte[] body = concat(utf8(json), content(each));
      try (V2Request read =
          decoder.decode("m", "7", RequestBody.of(body), utf8(json).length, allocator)) {
        InferenceRequest request = read.request();
        assertThat(request.modelName()).isEqualTo("m");
        assertThat(request.modelVersion()).isEqualTo("7");
        assertThat(request.id()).isNull();
        assertThat(request.parameters()).isEqualTo(Map.of("p", new Parameter.Int64(1)));
        assertThat(request.outputs()).extracting(RequestedOutput::name).containsExactly("y");
        assertThat(read.binaryOutputs()).isEqualTo(new BinaryOutputs(false, Map.of("y", true)));
        NamedTensor input = request.inputs().getFirst();
        assertThat(input.name()).isEqualTo("x");
        assertThat(input.parameters()).isEmpty();
        assertThat(content(input.tensor())).isEqualTo(content(each));
      }
    }
  }

  @Test
  void aHeadThatCameBeforeCannotHaveOtherData() {
    Tensor sample = Samples.fp32(Shape.of(2), 1, 2);
    String json = binaryInput("x", sample);
    byte[] whole = concat(utf8(json), content(sample));
    decode(whole, utf8(json).length).close();
    assertInvalid(
        Arrays.copyOf(whole, whole.length - 1),
        utf8(json).length,
        "input 'x': binary_data_size is 8 (expected: 0 to 7, the bytes left after the JSON and the"
            + " inputs before it)");
    assertInvalid(
        Arrays.copyOf(whole, whole.length + 1),
        utf8(json).length,
        "the body has 1 bytes more than the JSON and the binary_data_size of all inputs say");
  }

  @Test
  void everyRequestHasItsOwnId() {
    Tensor sample = Samples.fp32(Shape.of(2), 1, 2);
    for (String id : List.of("a", "b", "a")) {
      String json =
          binaryInput("x", sample).replace("{\"inputs", "{\"id\":\"" + id + "\",\"inputs");
      try (InferenceRequest request =
          decode(concat(utf8(json), content(sample)), utf8(json).length)) {
        assertThat(request.id()).isEqualTo(id);
      }
    }
  }

  @Test
  void letsTheInputsGoWhenAnOutputIsWrong() {
    Tensor sample = Samples.fp32(Shape.of(2), 1, 2);
    String json =
        "{\"inputs\":["
            + binaryObject("x", sample)
            + "],\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":1}}]}";
    ByteBuf buffer = Samples.nativeBuffer(concat(utf8(json), content(sample)), 0);
    try (RequestBody body = RequestBody.wrap(buffer)) {
      assertThatThrownBy(() -> decoder.decode("m", null, body, json.length(), allocator))
          .hasMessage("output 'y': parameter binary_data is not true or false");
      assertThat(allocator.open()).isZero();
    }
    assertThat(buffer.refCnt()).isZero();
  }

  private void assertInvalid(byte[] body, int jsonLength, String message) {
    assertThatThrownBy(() -> decode(body, jsonLength))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  private InferenceRequest decode(byte[] body, int jsonLength) {
    return decoder.decode("m", "7", RequestBody.of(body), jsonLength, allocator).request();
  }

  static String binaryInput(String name, Tensor tensor) {
    return "{\"inputs\":[" + binaryObject(name, tensor) + "]}";
  }

  private static String binaryObject(String name, Tensor tensor) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}"
        .formatted(
            name,
            tensor.datatype(),
            tensor.shape().toString().replace(" ", ""),
            tensor.data().byteSize());
  }
}
