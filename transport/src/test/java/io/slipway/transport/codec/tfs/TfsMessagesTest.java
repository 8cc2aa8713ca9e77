// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TfsMessagesTest {
  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  private InferenceRequest decode(byte[] bytes) {
    try (RequestBody body = RequestBody.of(bytes)) {
      return TfsMessages.decodePredict(body, Deadline.NONE, allocator);
    }
  }

  private InferenceRequest predict(String text) {
    return decode(TfsProtos.bytes("PredictRequest", text));
  }

  /** The only input of a request that has this text for its tensor. */
  private Tensor tensor(String proto) {
    try (InferenceRequest request = predict("inputs { key: 'x' value { " + proto + " } }")) {
      Tensor tensor = request.inputs().getFirst().tensor();
      return Tensor.ofHeap(tensor.datatype(), tensor.shape(), Samples.content(tensor));
    }
  }

  private void assertRefused(String proto, String message) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> tensor(proto))
        .withMessageContaining("input 'x'")
        .withMessageContaining(message)
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private static InferenceResponse response(Tensor tensor) {
    return new InferenceResponse("m", "7", null, Map.of(), List.of(new NamedTensor("y", tensor)));
  }

  private static byte[] encode(InferenceResponse response) {
    return Samples.written(out -> TfsMessages.encodePredict(response, out));
  }

  @Test
  void readsModelInputsAndFilter() {
    try (InferenceRequest request =
        predict(
            """
            model_spec { name: 'm' version { value: 12 } signature_name: 'serving_default' }
            inputs { key: 'a' value { dtype: DT_FLOAT float_val: 1.5 } }
            inputs { key: 'b' value { dtype: DT_INT64 tensor_shape { dim { size: 2 } }
                     int64_val: [-1, 9007199254740993] } }
            output_filter: 'y' output_filter: 'z'
            """)) {
      assertThat(request.modelName()).isEqualTo("m");
      assertThat(request.modelVersion()).isEqualTo("12");
      assertThat(request.outputs()).extracting(RequestedOutput::name).containsExactly("y", "z");
      assertThat(request.inputs()).extracting(NamedTensor::name).containsExactly("a", "b");
      assertThat(request.inputs().get(0).tensor().shape()).isEqualTo(Shape.SCALAR);
      assertThat(request.inputs().get(1).tensor().data().get(ElementLayout.LONG, 8))
          .isEqualTo(9007199254740993L);
    }
  }

  /** What is written for a tensor is read again as the same tensor, by protobuf-java in between. */
  @ParameterizedTest
  @EnumSource(DataType.class)
  void tensorsOfEveryDatatypeComeBack(DataType datatype) {
    Tensor sample = Samples.extremes(datatype);
    String text = TfsProtos.text("PredictResponse", encode(response(sample)));
    assertThat(text)
        .contains("dtype: " + TfsType.of(datatype).name())
        .contains("_val: ")
        .contains("version { value: 7 }")
        .doesNotContain("tensor_content");
    String proto = text.substring(text.indexOf("value {") + 7, text.indexOf("} } model_spec"));
    assertThat(Samples.content(tensor(proto))).isEqualTo(Samples.content(sample));
  }

  @ParameterizedTest
  @EnumSource(names = "BYTES", mode = EnumSource.Mode.EXCLUDE)
  void readsElementsInOnePiece(DataType datatype) {
    Tensor sample = Samples.extremes(datatype);
    StringBuilder content = new StringBuilder();
    for (byte b : Samples.content(sample)) {
      content.append("\\%03o".formatted(b & 0xff));
    }
    Tensor read =
        tensor(
            "dtype: %s tensor_shape { dim { size: 2 } dim { size: 2 } } tensor_content: '%s'"
                .formatted(TfsType.of(datatype), content));
    assertThat(read.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(Samples.content(read)).isEqualTo(Samples.content(sample));
  }

  @Test
  void repeatsTheLastElement() {
    Tensor read = tensor("dtype: DT_INT32 tensor_shape { dim { size: 4 } } int_val: [7, 9]");
    assertThat(Samples.content(read))
        .containsExactly(7, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0);
    Tensor text = tensor("dtype: DT_STRING tensor_shape { dim { size: 3 } } string_val: 'ab'");
    assertThat(BytesLayout.decode(text.data(), 3))
        .isDeepEqualTo(new byte[][] {bytes("ab"), bytes("ab"), bytes("ab")});
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void takesNoElementsAtAllAsZeros() {
    assertThat(Samples.content(tensor("dtype: DT_FLOAT tensor_shape { dim { size: 2 } }")))
        .containsOnly(0)
        .hasSize(8);
    Tensor text = tensor("dtype: DT_STRING tensor_shape { dim { size: 2 } }");
    assertThat(BytesLayout.decode(text.data(), 2)).isDeepEqualTo(new byte[2][0]);
    assertThat(tensor("dtype: DT_FLOAT tensor_shape { dim { size: 0 } }").elementCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dtype: DT_COMPLEX64 | dtype is 8, which no model here takes",
        "float_val: 1 | dtype is 0",
        "dtype: DT_FLOAT int_val: 1 | has elements in field 7 (expected: field 5, that of"
            + " DT_FLOAT)",
        "dtype: DT_INT8 int_val: 128 | element 0 is 128 (expected: -128 to 127 for DT_INT8)",
        "dtype: DT_UINT8 int_val: -1 | element 0 is -1 (expected: 0 to 255 for DT_UINT8)",
        "dtype: DT_HALF half_val: 65536 | element 0 is 65536 (expected: 0 to 65535",
        "dtype: DT_FLOAT float_val: [1, 2] | has more than the 1 elements of shape []",
        "dtype: DT_STRING string_val: ['a', 'b'] | has more than the 1 elements",
        "dtype: DT_FLOAT tensor_content: 'abc' | has 3 bytes of data (expected: 4 bytes",
        "dtype: DT_STRING tensor_content: 'abc' | strings in tensor_content are not read",
        "dtype: DT_FLOAT tensor_shape { unknown_rank: true } | the shape is of unknown rank",
        "dtype: DT_FLOAT tensor_shape { dim { size: -1 } } | dimension 0 of the shape is -1",
        "dtype: DT_FLOAT float_val: 1 tensor_shape { dim { size: 1000000 } }"
            + " | do not hold the 1000000 elements",
        "dtype: DT_STRING tensor_shape { dim { size: 9223372036854775807 } }"
            + " | do not hold the 9223372036854775807 elements",
      })
  void saysWhatIsWrongWithATensor(String proto, String message) {
    assertRefused(proto, message);
  }

  @Test
  void doesNotRepeatALongStringWithoutEnd() {
    String text = "a".repeat(1000);
    assertRefused(
        "dtype: DT_STRING tensor_shape { dim { size: 2000 } } string_val: '" + text + "'",
        "the last string is repeated too often");
  }

  @Test
  void refusesLabelsAndOtherSignatures() {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> predict("model_spec { name: 'm' version_label: 'stable' }"))
        .withMessage("no version of model 'm' has the label 'stable' (expected: a number)")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> predict("model_spec { name: 'm' signature_name: 'other' }"))
        .withMessage("the model has no signature 'other' (expected: 'serving_default', or none)");
  }

  @Test
  void failsOnNoBytesInAnyOtherWay() {
    byte[] valid =
        TfsProtos.bytes(
            "PredictRequest",
            "model_spec { name: 'm' } inputs { key: 'x' value { dtype: DT_INT32"
                + " tensor_shape { dim { size: 4 } } int_val: [1, 2, 3, 4] } }");
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        decode(bytes).close();
      } catch (ServingException e) {
        assertThat(e.code()).isIn(ErrorCode.INVALID_ARGUMENT, ErrorCode.NOT_FOUND);
      }
    }
  }

  @Test
  void tellsTheSignature() {
    ModelStatus model =
        new ModelStatus(
            new ModelId("m", "7"),
            ModelState.READY,
            "",
            new ModelSignature(
                "p",
                List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))),
                List.of(new TensorSpec("y", DataType.BYTES, Shape.SCALAR))));
    byte[] bytes = Samples.written(out -> TfsMessages.encodeMetadata(model, out));
    assertThat(TfsProtos.text("GetModelMetadataResponse", bytes))
        .isEqualTo(
            "model_spec { name: \"m\" version { value: 7 } } metadata { key: \"signature_def\""
                + " value { [type.googleapis.com/tensorflow.serving.SignatureDefMap] {"
                + " signature_def { key: \"serving_default\" value {"
                + " inputs { key: \"x\" value { name: \"x\" dtype: DT_FLOAT"
                + " tensor_shape { dim { size: -1 } dim { size: 4 } } } }"
                + " outputs { key: \"y\" value { name: \"y\" dtype: DT_STRING tensor_shape { } } }"
                + " method_name: \"tensorflow/serving/predict\" } } } } }");
    assertThat(Samples.written(out -> TfsDocuments.metadata(model, out)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"model_spec\":{\"name\":\"m\",\"signature_name\":\"\",\"version\":\"7\"},"
                + "\"metadata\":{\"signature_def\":{\"signature_def\":{\"serving_default\":{"
                + "\"inputs\":{\"x\":{\"dtype\":\"DT_FLOAT\",\"tensor_shape\":{\"dim\":["
                + "{\"size\":\"-1\",\"name\":\"\"},{\"size\":\"4\",\"name\":\"\"}],"
                + "\"unknown_rank\":false},\"name\":\"x\"}},"
                + "\"outputs\":{\"y\":{\"dtype\":\"DT_STRING\",\"tensor_shape\":{\"dim\":[],"
                + "\"unknown_rank\":false},\"name\":\"y\"}},"
                + "\"method_name\":\"tensorflow/serving/predict\",\"defaults\":{}}}}}}");
  }

  @Test
  void readsWhatIsAskedOfAModel() {
    try (RequestBody body =
        RequestBody.of(
            TfsProtos.bytes(
                "GetModelMetadataRequest",
                "model_spec { name: 'm' version { } } metadata_field: 'signature_def'"))) {
      ModelSpec model = TfsMessages.decodeMetadata(body);
      assertThat(model.name()).isEqualTo("m");
      assertThat(model.version()).isEqualTo("0");
    }
    for (String fields : List.of("", "metadata_field: 'other'")) {
      try (RequestBody body = RequestBody.of(TfsProtos.bytes("GetModelMetadataRequest", fields))) {
        assertThatExceptionOfType(ServingException.class)
            .isThrownBy(() -> TfsMessages.decodeMetadata(body))
            .withMessageContaining("(expected: signature_def)");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ModelState.class)
  void tellsTheStateOfEveryVersion(ModelState state) {
    ModelStatus model = new ModelStatus(new ModelId("m", "7"), state, "reason", null);
    String expected =
        switch (state) {
          case PENDING -> "START";
          case LOADING -> "LOADING";
          case READY -> "AVAILABLE";
          case UNLOADING -> "UNLOADING";
          case FAILED, UNLOADED -> "END";
        };
    boolean failed = state == ModelState.FAILED;
    byte[] bytes = Samples.written(out -> TfsMessages.encodeStatus(List.of(model), out));
    assertThat(TfsProtos.text("GetModelStatusResponse", bytes))
        .isEqualTo(
            "model_version_status { version: 7 state: "
                + expected
                + (failed
                    ? " status { error_code: UNKNOWN error_message: \"reason\" } }"
                    : " status { } }"));
    assertThat(Samples.written(out -> TfsDocuments.status("m", false, List.of(model), out)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"name\":\"m\",\"ready\":false,\"model_version_status\":[{\"version\":\"7\","
                + "\"state\":\""
                + expected
                + "\",\"status\":{\"error_code\":\""
                + (failed ? "UNKNOWN\",\"error_message\":\"reason" : "OK\",\"error_message\":\"")
                + "\"}}]}");
  }

  @Test
  void leavesOutAVersionThatIsNoNumber() {
    InferenceResponse response = new InferenceResponse("m", "blue", null, Map.of(), List.of());
    assertThat(TfsProtos.text("PredictResponse", encode(response)))
        .isEqualTo("model_spec { name: \"m\" signature_name: \"serving_default\" }");
  }
}
