// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import static io.slipway.transport.codec.Samples.content;
import static io.slipway.transport.codec.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import io.netty.buffer.ByteBuf;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InferMessagesTest {
  private static final Map<String, Parameter> PARAMETERS =
      Map.of(
          "b", new Parameter.Bool(false),
          "i", new Parameter.Int64(-1),
          "s", new Parameter.Text("\u00e4"),
          "d", new Parameter.Float64(0.1),
          "u", new Parameter.Uint64(-1));

  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(OutputContents.class)
  void requestsOfEveryDatatypeComeBack(OutputContents contents) {
    for (Tensor sample : Samples.extremes()) {
      InferenceRequest request =
          new InferenceRequest(
              "m",
              "3",
              "id",
              PARAMETERS,
              List.of(
                  new NamedTensor("x", sample, PARAMETERS),
                  new NamedTensor("scalar", Samples.fp32(Shape.SCALAR, 2)),
                  new NamedTensor("none", Samples.fp32(Shape.of(0, 3)))),
              List.of(new RequestedOutput("y", PARAMETERS), new RequestedOutput("z", Map.of())),
              Deadline.NONE);
      byte[] bytes = written(out -> InferRequestMessage.encode(request, contents, out));
      Upstream.parse("ModelInferRequest", bytes);
      InferRequestMessage.Decoded decoded = decode(bytes);
      try (InferenceRequest back = decoded.request()) {
        boolean typed = contents == OutputContents.TYPED && Contents.of(sample.datatype()) != null;
        assertThat(decoded.outputContents())
            .isEqualTo(typed ? OutputContents.TYPED : OutputContents.RAW);
        assertThat(back.modelName()).isEqualTo("m");
        assertThat(back.modelVersion()).isEqualTo("3");
        assertThat(back.id()).isEqualTo("id");
        assertThat(back.parameters()).isEqualTo(PARAMETERS);
        assertThat(back.outputs()).isEqualTo(request.outputs());
        assertSameTensors(back.inputs(), request.inputs());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OutputContents.class)
  void answersOfEveryDatatypeComeBack(OutputContents contents) {
    for (Tensor sample : Samples.extremes()) {
      InferenceResponse response =
          new InferenceResponse(
              "m", "3", "id", PARAMETERS, List.of(new NamedTensor("y", sample, PARAMETERS)));
      byte[] bytes = written(out -> InferResponseMessage.encode(response, contents, out));
      Upstream.parse("ModelInferResponse", bytes);
      try (InferenceResponse back = InferResponseMessage.decode(RequestBody.of(bytes), allocator)) {
        assertThat(back.modelName()).isEqualTo("m");
        assertThat(back.modelVersion()).isEqualTo("3");
        assertThat(back.id()).isEqualTo("id");
        assertThat(back.parameters()).isEqualTo(PARAMETERS);
        assertSameTensors(back.outputs(), response.outputs());
      }
    }
  }

  private static void assertSameTensors(List<NamedTensor> actual, List<NamedTensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      NamedTensor a = actual.get(i);
      NamedTensor e = expected.get(i);
      assertThat(a.name()).isEqualTo(e.name());
      assertThat(a.parameters()).isEqualTo(e.parameters());
      assertThat(a.tensor().datatype()).isEqualTo(e.tensor().datatype());
      assertThat(a.tensor().shape()).isEqualTo(e.tensor().shape());
      assertThat(content(a.tensor())).isEqualTo(content(e.tensor()));
    }
  }

  @Test
  void protobufReadsRawAnswers() {
    Tensor tensor = Samples.extremes(DataType.INT64);
    DynamicMessage message = answer(OutputContents.RAW, tensor);
    DynamicMessage output = (DynamicMessage) Upstream.element(message, "outputs", 0);
    assertThat(Upstream.field(message, "model_name")).isEqualTo("m");
    assertThat(Upstream.field(output, "datatype")).isEqualTo("INT64");
    assertThat(Upstream.field(output, "shape")).isEqualTo(List.of(2L, 2L));
    assertThat(((ByteString) Upstream.element(message, "raw_output_contents", 0)).toByteArray())
        .isEqualTo(content(tensor));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL | bool_contents | [false, true, true, false]",
        "INT8 | int_contents | [-128, 127, 0, -1]",
        "INT32 | int_contents | [-2147483648, 2147483647, 0, -1]",
        "UINT8 | uint_contents | [128, 127, 0, 255]",
        "INT64 | int64_contents | [-9223372036854775808, 9223372036854775807, 9007199254740993,"
            + " -1]",
        "UINT64 | uint64_contents | [-9223372036854775808, 9223372036854775807, 9007199254740993,"
            + " -1]",
        "FP32 | fp32_contents | [3.4028235E38, 1.4E-45, -0.0, 0.1]",
        "FP64 | fp64_contents | [1.7976931348623157E308, 4.9E-324, -0.0, 0.1]",
      })
  void protobufReadsTypedAnswers(DataType datatype, String field, String values) {
    DynamicMessage message = answer(OutputContents.TYPED, Samples.extremes(datatype));
    DynamicMessage output = (DynamicMessage) Upstream.element(message, "outputs", 0);
    DynamicMessage contents = (DynamicMessage) Upstream.field(output, "contents");
    assertThat(Upstream.field(contents, field)).hasToString(values);
    assertThat(Upstream.count(message, "raw_output_contents")).isZero();
  }

  private static DynamicMessage answer(OutputContents contents, Tensor tensor) {
    InferenceResponse response =
        new InferenceResponse("m", "1", null, Map.of(), List.of(new NamedTensor("y", tensor)));
    return Upstream.parse(
        "ModelInferResponse", written(out -> InferResponseMessage.encode(response, contents, out)));
  }

  @Test
  void readsWhatProtobufWrites() {
    byte[] bytes =
        Upstream.bytes(
            "ModelInferRequest",
            """
            model_name: "m" model_version: "2" id: "7"
            parameters { key: "p" value { double_param: 0.5 } }
            parameters { key: "q" value { bool_param: false } }
            inputs { name: "a" datatype: "INT32" shape: [2, 1] contents { int_contents: [-5, 6] } }
            inputs { name: "s" datatype: "BYTES" shape: [3]
                     contents { bytes_contents: ["x", "", "yz"] } }
            outputs { name: "y" parameters { key: "classification" value { int64_param: 3 } } }
            """);
    InferRequestMessage.Decoded decoded = decode(bytes);
    try (InferenceRequest request = decoded.request()) {
      assertThat(decoded.outputContents()).isEqualTo(OutputContents.TYPED);
      assertThat(request.parameters())
          .isEqualTo(Map.of("p", new Parameter.Float64(0.5), "q", new Parameter.Bool(false)));
      assertThat(content(request.inputs().get(0).tensor()))
          .containsExactly(-5, -1, -1, -1, 6, 0, 0, 0);
      assertThat(content(request.inputs().get(1).tensor()))
          .containsExactly(1, 0, 0, 0, 'x', 0, 0, 0, 0, 2, 0, 0, 0, 'y', 'z');
      assertThat(request.outputs())
          .containsExactly(
              new RequestedOutput("y", Map.of("classification", new Parameter.Int64(3))));
    }
  }

  @Test
  void anEmptyVersionOrIdIsNone() {
    try (InferenceRequest request =
        decode(Upstream.bytes("ModelInferRequest", "model_name: \"m\"")).request()) {
      assertThat(request.modelVersion()).isNull();
      assertThat(request.id()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void rawContentsAreSlicesOfTheMessageWhereTheyAreAligned(DataType datatype) {
    Tensor sample = Samples.extremes(datatype);
    InferenceRequest sent =
        new InferenceRequest(
            "m",
            null,
            null,
            Map.of(),
            List.of(new NamedTensor("x", sample)),
            List.of(),
            Deadline.NONE);
    byte[] bytes = written(out -> InferRequestMessage.encode(sent, OutputContents.RAW, out));
    int rawOffset = bytes.length - (int) sample.data().byteSize();
    for (int offset = 0; offset < 8; offset++) {
      ByteBuf buffer = Samples.nativeBuffer(bytes, offset);
      RequestBody body = RequestBody.wrap(buffer);
      InferenceRequest request =
          InferRequestMessage.decode(body, Deadline.NONE, allocator).request();
      body.close();
      boolean aligned = (offset + rawOffset) % Math.max(1, datatype.byteSize()) == 0;
      assertThat(allocator.open()).isEqualTo(aligned ? 0 : 1);
      assertThat(buffer.refCnt()).isEqualTo(aligned ? 1 : 0);
      assertThat(content(request.inputs().getFirst().tensor())).isEqualTo(content(sample));
      request.close();
      assertThat(buffer.refCnt()).isZero();
    }
  }

  @Test
  void readsRepeatedFieldsHoweverTheyAreWritten() {
    // one element at a time, in two pieces of the same message, contents before the datatype
    byte[] piece1 = {(byte) 0x30 | 5, 0, 0, (byte) 0x80, 0x3F}; // fp32_contents: 1
    byte[] piece2 = {0x32, 4, 0, 0, 0, 0x40}; // fp32_contents: [2], packed
    byte[] input =
        Samples.concat(
            new byte[] {0x2A, (byte) piece1.length},
            piece1,
            new byte[] {0x18, 2}, // shape: 2
            Samples.utf8("\n\1x\22\4FP32"),
            new byte[] {0x2A, (byte) piece2.length},
            piece2);
    byte[] message =
        Samples.concat(Samples.utf8("\n\1m"), new byte[] {0x2A, (byte) input.length}, input);
    Upstream.parse("ModelInferRequest", message);
    try (InferenceRequest request = decode(message).request()) {
      assertThat(content(request.inputs().getFirst().tensor()))
          .containsExactly(0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40);
    }
  }

  @Test
  void skipsFieldsThatItDoesNotKnow() {
    byte[] unknown = {
      (byte) 0x98,
      0x06,
      1, // field 99, varint
      (byte) 0x99,
      0x06,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8, // field 99, 64 bits
      (byte) 0x9A,
      0x06,
      2,
      'h',
      'i', // field 99, bytes
      (byte) 0x9D,
      0x06,
      1,
      2,
      3,
      4, // field 99, 32 bits
    };
    byte[] known = Upstream.bytes("ModelInferRequest", "model_name: \"m\"");
    try (InferenceRequest request = decode(Samples.concat(unknown, known)).request()) {
      assertThat(request.modelName()).isEqualTo("m");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "datatype: 'FP32' shape: [3] contents { fp32_contents: [1, 2] } | input 'x': fp32_contents"
            + " has 2 elements (expected: 3 for shape [3])",
        "datatype: 'INT64' shape: [1] contents { int64_contents: [1, 2] } | input 'x':"
            + " int64_contents has 2 elements (expected: 1 for shape [1])",
        "datatype: 'BYTES' shape: [2] contents { bytes_contents: ['a'] } | input 'x':"
            + " bytes_contents has 1 elements (expected: 2 for shape [2])",
        "datatype: 'FP32' shape: [1] | input 'x': fp32_contents has 0 elements (expected: 1 for"
            + " shape [1])",
        "datatype: 'FP32' shape: [1] contents { int_contents: [1] } | input 'x' has int_contents"
            + " (expected: fp32_contents for FP32)",
        "datatype: 'FP16' shape: [1] contents { fp32_contents: [1] } | input 'x': FP16 has no typed"
            + " contents (expected: raw contents)",
        "datatype: 'BF16' shape: [1] | input 'x': BF16 has no typed contents (expected: raw"
            + " contents)",
        "datatype: 'INT8' shape: [2] contents { int_contents: [1, 128] } | input 'x': element 1 is"
            + " 128 (expected: an integer from -128 to 127 for INT8)",
        "datatype: 'UINT16' shape: [1] contents { uint_contents: [4294967295] } | input 'x':"
            + " element 0 is 4294967295 (expected: an integer from 0 to 65535 for UINT16)",
        "datatype: 'STRING' shape: [1] | input 'x': datatype 'STRING' is unknown (expected one of"
            + " BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32,"
            + " FP64, BYTES)",
        "shape: [1] | input 'x': datatype '' is unknown (expected one of BOOL, UINT8, UINT16,"
            + " UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES)",
        "datatype: 'FP32' shape: [-1] | input 'x': dimension 0 of the shape is -1 (expected: >= 0)",
        "datatype: 'FP32' shape: [9223372036854775807, 2] | input 'x': shape [9223372036854775807,"
            + " 2] has too many elements",
        "datatype: 'FP64' shape: [1000000000] contents { fp64_contents: [1] } | input 'x':"
            + " fp64_contents has 1 elements (expected: 1000000000 for shape [1000000000])",
      })
  void namesTheInputAndWhatIsWrongWithIt(String fields, String message) {
    assertInvalid("inputs { name: 'x' " + fields + " }", message);
    assertThat(allocator.allocated()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "inputs { name: 'x' datatype: 'INT8' shape: [1] } raw_input_contents: 'ab' | input 'x' has"
            + " 2 bytes of data (expected: 1 bytes for INT8 of shape [1])",
        "inputs { name: 'x' datatype: 'INT8' shape: [1] } raw_input_contents: ['a', 'b'] | the"
            + " message has 2 raw contents for 1 tensors (expected: one for each, or none at all)",
        "inputs { name: 'x' datatype: 'INT8' shape: [1] contents { int_contents: [1] } }"
            + " raw_input_contents: 'a' | input 'x' has contents beside the raw contents of the"
            + " message (expected: one of them)",
        "inputs { name: 'x' datatype: 'BYTES' shape: [1] } raw_input_contents: 'a' | input 'x':"
            + " BYTES data ends after 0 of 1 elements",
        "inputs { name: 'x' datatype: 'INT8' shape: [0] } inputs { name: 'x' datatype: 'INT8'"
            + " shape: [0] } | input 'x' is given twice",
        "outputs { name: 'y' } outputs { name: 'y' } | output 'y' is asked for twice",
        "parameters { key: 'p' value { } } | parameter 'p' has no value (expected: one of"
            + " bool_param, int64_param, string_param, double_param, uint64_param)",
        "parameters { key: 'binary_data_output' value { int64_param: 1 } } | parameter"
            + " binary_data_output is not a bool_param",
      })
  void saysWhatIsWrongWithTheRequest(String text, String message) {
    assertInvalid(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0A | the message ends inside a varint, at byte 1",
        "0A05 61 | a length of 5 (expected: at most 1), at byte 1",
        "0AFFFFFFFFFFFFFFFFFF01 | a length of 18446744073709551615 (expected: at most 0), at byte"
            + " 1",
        "98FFFFFFFFFFFFFFFFFFFF01 | a varint of more than 64 bits, at byte 0",
        "1880FFFFFFFFFFFFFFFF02 | a varint of more than 64 bits, at byte 1",
        "0B | field 1 is a group, at byte 1",
        "0C | field 1 is a group, at byte 1",
        "0E | field 1 has wire type 6, at byte 1",
        "0F | field 1 has wire type 7, at byte 1",
        "02 | field number 0 (expected: 1 to 536870911), at byte 0",
        "8080808010 | field number 536870912 (expected: 1 to 536870911), at byte 0",
        "0D010203 | the message ends inside a value of 4 bytes, at byte 1",
        "09010203 | the message ends inside a value of 8 bytes, at byte 1",
        "0A02C328 | a string that is not UTF-8, at byte 2",
        "2A021205 | a length of 5 (expected: at most 0), at byte 3",
      })
  void saysWhereTheWireFormatIsMalformed(String hex, String message) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage("malformed protobuf: " + message);
  }

  @Test
  void theAnswersFormFollowsTheRequestUnlessItSaysOtherwise() {
    String typed = "inputs { name: 'x' datatype: 'INT8' shape: [1] contents { int_contents: 1 } }";
    String raw = "inputs { name: 'x' datatype: 'INT8' shape: [1] } raw_input_contents: 'a'";
    String wish = " parameters { key: 'binary_data_output' value { bool_param: %s } }";
    assertThat(form(typed)).isEqualTo(OutputContents.TYPED);
    assertThat(form(raw)).isEqualTo(OutputContents.RAW);
    assertThat(form("")).isEqualTo(OutputContents.RAW);
    assertThat(form(typed + wish.formatted(true))).isEqualTo(OutputContents.RAW);
    assertThat(form(raw + wish.formatted(false))).isEqualTo(OutputContents.TYPED);
  }

  private OutputContents form(String text) {
    InferRequestMessage.Decoded decoded = decode(Upstream.bytes("ModelInferRequest", text));
    decoded.request().close();
    return decoded.outputContents();
  }

  @Test
  void rawAnswersMayBeTheRuleUnlessTheRequestSaysOtherwise() {
    String typed = "inputs { name: 'x' datatype: 'INT8' shape: [1] contents { int_contents: 1 } }";
    String wish = " parameters { key: 'binary_data_output' value { bool_param: false } }";
    assertThat(formOfRaw(typed)).isEqualTo(OutputContents.RAW);
    assertThat(formOfRaw(typed + wish)).isEqualTo(OutputContents.TYPED);
  }

  private OutputContents formOfRaw(String text) {
    RequestBody body = RequestBody.of(Upstream.bytes("ModelInferRequest", text));
    InferRequestMessage.Decoded decoded =
        InferRequestMessage.decode(body, Deadline.NONE, allocator, null, AnswerContents.RAW);
    decoded.request().close();
    return decoded.outputContents();
  }

  @Test
  void anAnswerWithoutTypedFormIsRaw() {
    DynamicMessage message = answer(OutputContents.TYPED, Samples.extremes(DataType.BF16));
    assertThat(Upstream.count(message, "raw_output_contents")).isEqualTo(1);
  }

  private void assertInvalid(String text, String message) {
    byte[] bytes = Upstream.bytes("ModelInferRequest", text);
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  private InferRequestMessage.Decoded decode(byte[] bytes) {
    return InferRequestMessage.decode(RequestBody.of(bytes), Deadline.NONE, allocator);
  }
}
