// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.ElementLayout;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateRequestTest {
  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          "test",
          List.of(
              new TensorSpec("text_input", DataType.BYTES, Shape.of(-1, 1)),
              new TensorSpec("ids", DataType.INT64, Shape.of(-1, -1)),
              new TensorSpec("pairs", DataType.FP32, Shape.of(-1, 2)),
              new TensorSpec("flag", DataType.BOOL, Shape.of(1)),
              new TensorSpec("half", DataType.FP16, Shape.of()),
              new TensorSpec("none", DataType.UINT8, Shape.of(0))),
          List.of());

  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  private InferenceRequest decode(String json) {
    return GenerateRequest.decode(
        "m", "3", RequestBody.of(Samples.utf8(json)), SIGNATURE, allocator);
  }

  private static Tensor only(InferenceRequest request) {
    assertThat(request.inputs()).hasSize(1);
    return request.inputs().getFirst().tensor();
  }

  private static List<String> texts(Tensor tensor) {
    List<String> texts = new ArrayList<>();
    for (byte[] element : BytesLayout.decode(tensor.data(), tensor.elementCount())) {
      texts.add(new String(element, StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Test
  void aTextIsAnInputAndWhatIsNoInputIsAParameter() {
    try (InferenceRequest request =
        decode(
            """
            {"id": "42", "text_input": "caf\\u00e9 \\"x\\"", "stream": false, "temperature": 0.5,
             "parameters": {"max_tokens": 20, "stop": "."}}
            """)) {
      assertThat(request.modelName()).isEqualTo("m");
      assertThat(request.modelVersion()).isEqualTo("3");
      assertThat(request.id()).isEqualTo("42");
      assertThat(only(request).shape()).isEqualTo(Shape.of(1, 1));
      assertThat(texts(only(request))).containsExactly("caf\u00e9 \"x\"");
      assertThat(request.parameters())
          .isEqualTo(
              Map.of(
                  "stream", new Parameter.Bool(false),
                  "temperature", new Parameter.Float64(0.5),
                  "max_tokens", new Parameter.Int64(20),
                  "stop", new Parameter.Text(".")));
      assertThat(request.outputs()).isEmpty();
    }
  }

  @Test
  void inputsMayStandAmongTheParameters() {
    try (InferenceRequest request = decode("{\"parameters\": {\"flag\": true, \"x\": 1}}")) {
      assertThat(request.inputs()).extracting(NamedTensor::name).containsExactly("flag");
      assertThat(request.parameters()).containsOnlyKeys("x");
    }
  }

  @Test
  void anEmptyIdIsNone() {
    try (InferenceRequest request = decode("{\"id\": \"\"}")) {
      assertThat(request.id()).isNull();
    }
  }

  /** Fixed dimensions are filled, the innermost of the others takes the rest. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"text_input\": [\"a\", \"b\", \"c\"] | [3,1]",
        "\"text_input\": []                    | [0,1]",
        "\"ids\": 7                            | [1,1]",
        "\"ids\": [7, 8, 9]                    | [1,3]",
        "\"ids\": []                           | [1,0]",
        "\"pairs\": [1, 2]                     | [1,2]",
        "\"pairs\": [1, 2, 3, 4]               | [2,2]",
        "\"flag\": true                        | [1]",
        "\"flag\": [1]                         | [1]",
        "\"half\": 1.5                         | []",
        "\"half\": [1.5]                       | []",
        "\"none\": []                          | [0]",
      })
  void theShapeIsTheModels(String member, String shape) {
    try (InferenceRequest request = decode("{" + member + "}")) {
      assertThat(only(request).shape().toString().replace(" ", "")).isEqualTo(shape);
    }
  }

  @Test
  void numbersKeepTheirBits() {
    try (InferenceRequest request =
        decode("{\"ids\": [9007199254740993, -1], \"half\": 1.5, \"pairs\": [0.1, -2]}")) {
      Tensor ids = request.inputs().get(0).tensor();
      assertThat(ids.data().get(ElementLayout.LONG, 0)).isEqualTo(9007199254740993L);
      assertThat(ids.data().get(ElementLayout.LONG, 8)).isEqualTo(-1);
      Tensor half = request.inputs().get(1).tensor();
      assertThat(half.data().get(ElementLayout.SHORT, 0)).isEqualTo((short) 0x3E00);
      assertThat(request.inputs().get(2).tensor().data().get(ElementLayout.FLOAT, 0))
          .isEqualTo(0.1f);
    }
    try (InferenceRequest request = decode("{\"flag\": true}")) {
      assertThat(only(request).data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]                                  | the request is an array (expected: a JSON object",
        "~~                                  | the request is the end of the input",
        "{\"id\": 7}                         | the request: id is a number (expected: a string)",
        "{\"parameters\": 1}                 | the request: parameters is a number",
        "{\"parameters\": {\"x\": {}}}       | parameter 'x' is an object",
        "{\"PARAMS\": {\"y\": 1}}            | parameter 'PARAMS' is an object",
        "{\"stop\": [\".\"]}                 | parameter 'stop' is an array",
        "{\"text_input\": 7}                 | input 'text_input': element 0 is a number",
        "{\"text_input\": {\"USER\": \"x\"}} | input 'text_input': element 0 is an object",
        "{\"text_input\": null}              | input 'text_input': element 0 is null",
        "{\"text_input\": [\"a\", 1]}        | input 'text_input': element 1 is a number",
        "{\"text_input\": [[\"a\"]]}         | input 'text_input' is a list of lists",
        "{\"ids\": 1.5}                      | input 'ids': element 0 is 1.5 (expected: an integer",
        "{\"flag\": \"true\"}                | input 'flag': element 0 is a string",
        "{\"pairs\": [1, 2, 3]}              | input 'pairs' has 3 elements",
        "{\"pairs\": []} x                   | at byte",
        "{\"flag\": [true, false]}           | input 'flag' has 2 elements",
        "{\"half\": []}                      | input 'half' has 0 elements",
        "{\"none\": 1}                       | input 'none' has 1 elements",
        "{\"flag\": true, \"flag\": true}    | the request has 'flag' twice",
        "{\"x\": 1, \"parameters\": {\"x\": 2}} | the request has 'x' twice",
        "{\"id\": \"a\", \"id\": \"b\"}      | the request has 'id' twice",
        "{\"text_input\": \"a\"              | at byte",
      })
  void saysWhatIsWrongAndWhere(String json, String message) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void whatWasReadIsReleasedWhenTheRestIsWrong() {
    assertThatThrownBy(() -> decode("{\"text_input\": \"a\", \"ids\": [1, 2], \"flag\": 5}"))
        .hasMessageContaining("input 'flag'");
  }
}
