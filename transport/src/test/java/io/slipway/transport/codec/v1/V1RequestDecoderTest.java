// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V1RequestDecoderTest {
  private static final ModelSignature IRIS = signature(spec("x", DataType.FP32, -1, 4));
  private static final ModelSignature PAIR =
      signature(spec("a", DataType.INT64, -1), spec("b", DataType.BYTES, -1, 2));

  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  @Test
  void stacksTheValuesOfTheOnlyInput() {
    try (var request = new Decoded("{\"instances\":[[6.8,2.8,4.8,1.4],[6,3.4,4.5,1.6]]}", IRIS)) {
      assertThat(request.format()).isEqualTo(new V1Format.Row(2));
      assertThat(request.input("x").tensor().shape()).isEqualTo(Shape.of(2, 4));
      assertThat(request.content("x"))
          .isEqualTo(
              Samples.content(
                  Samples.fp32(Shape.of(8), 6.8f, 2.8f, 4.8f, 1.4f, 6f, 3.4f, 4.5f, 1.6f)));
    }
  }

  @Test
  void takesEachObjectOfAListAsAnInstance() {
    String json =
        """
        {"instances": [[{"a": 1, "b": ["x", "y"]}, {"a": 2, "b": ["", ""]}],
                       {"a": 3, "b": ["p", "q"]}, []]}
        """;
    try (var request = new Decoded(json, PAIR)) {
      assertThat(request.format()).isEqualTo(new V1Format.Row(3));
      assertThat(request.input("b").tensor().shape()).isEqualTo(Shape.of(3, 2));
      assertThat(request.content("a")).startsWith(1, 0, 0, 0, 0, 0, 0, 0, 2).hasSize(24);
    }
    assertInvalid(
        "{\"instances\":[[[]]]}",
        PAIR,
        "an instance is a single value, but the model has"
            + " the inputs 'a', 'b' (expected: an object with these)");
    assertInvalid(
        "{\"instances\":[{\"a\":1,\"b\":[\"\",\"\"]},[7]]}",
        PAIR,
        "instance 1 is a number (expected: an object, as the instances before)");
  }

  @Test
  void findsTheInstancesInTheDataOfAStructuredEvent() {
    String event = "{\"specversion\":\"1.0\",\"data\":{\"instances\":[[1,2,3,4]]},\"id\":\"a\"}";
    try (var request = new Decoded(event, IRIS)) {
      assertThat(request.format()).isEqualTo(new V1Format.Row(1));
    }
    String both = "{\"data\":{\"instances\":[1]},\"instances\":[[1,2,3,4]]}";
    try (var request = new Decoded(both, IRIS)) {
      assertThat(request.input("x").tensor().shape()).isEqualTo(Shape.of(1, 4));
    }
    assertInvalid(
        "{\"data\":{\"data\":{\"instances\":[]}}}",
        IRIS,
        "the request has neither \"instances\" nor \"inputs\" (expected: one of them)");
  }

  @Test
  void refusesAnotherSignature() {
    assertInvalid(
        "{\"signature_name\":\"other\",\"instances\":[[1,2,3,4]]}",
        IRIS,
        "the model has no signature 'other' (expected: 'serving_default', or none)");
    assertInvalid(
        "{\"signature_name\":1,\"instances\":[[1,2,3,4]]}",
        IRIS,
        "\"signature_name\" is a number (expected: a string)");
  }

  @Test
  void stacksTheNamedValuesOfEachInstance() {
    String json =
        """
        {"signature_name": "serving_default", "other": {"x": 1}, "instances": [
          {"a": 1, "b": ["x", "y"]},
          {"b": ["", {"b64": "AP8="}], "a": 9007199254740993}]}
        """;
    try (var request = new Decoded(json, PAIR)) {
      assertThat(request.format()).isEqualTo(new V1Format.Row(2));
      assertThat(request.input("a").tensor().shape()).isEqualTo(Shape.of(2));
      assertThat(request.content("a"))
          .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 32, 0);
      assertThat(request.input("b").tensor().shape()).isEqualTo(Shape.of(2, 2));
      assertThat(request.content("b"))
          .containsExactly(1, 0, 0, 0, 'x', 1, 0, 0, 0, 'y', 0, 0, 0, 0, 2, 0, 0, 0, 0, (byte) 255);
    }
  }

  @Test
  void readsWholeTensorsAsColumns() {
    try (var request = new Decoded("{\"inputs\":[[1,2,3,4]]}", IRIS)) {
      assertThat(request.format()).isEqualTo(new V1Format.Column());
      assertThat(request.input("x").tensor().shape()).isEqualTo(Shape.of(1, 4));
    }
    try (var request = new Decoded("{\"inputs\":{\"b\":[[\"x\",\"y\"]],\"a\":[1,2,3]}}", PAIR)) {
      assertThat(request.input("a").tensor().shape()).isEqualTo(Shape.of(3));
      assertThat(request.input("b").tensor().shape()).isEqualTo(Shape.of(1, 2));
    }
  }

  @Test
  void readsNamedInstancesOfAModelWithOneInput() {
    try (var request = new Decoded("{\"instances\":[{\"x\":[1,2,3,4]}]}", IRIS)) {
      assertThat(request.input("x").tensor().shape()).isEqualTo(Shape.of(1, 4));
    }
  }

  @Test
  void readsBase64AsTheValueOfAnInstance() {
    ModelSignature image = signature(spec("image", DataType.BYTES, -1));
    try (var request =
        new Decoded("{\"instances\":[{\"b64\":\"/9g=\"},{\"b64\":\"\"},\"t\"]}", image)) {
      assertThat(request.content("image"))
          .containsExactly(2, 0, 0, 0, -1, -40, 0, 0, 0, 0, 1, 0, 0, 0, 't');
    }
    try (var request =
        new Decoded("{\"inputs\":{\"b64\":\"/9g=\"}}", signature(spec("image", DataType.BYTES)))) {
      assertThat(request.input("image").tensor().shape()).isEqualTo(Shape.SCALAR);
    }
  }

  @Test
  void anInputMayBeNamedB64() {
    try (var request =
        new Decoded(
            "{\"instances\":[{\"b64\":\"/9g=\"}]}", signature(spec("b64", DataType.BYTES, -1)))) {
      assertThat(request.content("b64")).containsExactly(4, 0, 0, 0, '/', '9', 'g', '=');
    }
  }

  @Test
  void aScalarPerInstanceFitsAColumnOfWidthOne() {
    ModelSignature column = signature(spec("age", DataType.INT64, -1, 1));
    try (var request = new Decoded("{\"instances\":[{\"age\":1},{\"age\":2}]}", column)) {
      assertThat(request.input("age").tensor().shape()).isEqualTo(Shape.of(2, 1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP16 | 003c5535",
        "BF16 | 803fab3e",
        "FP32 | 0000803fabaaaa3e",
        "FP64 | 000000000000f03f555555555555d53f",
      })
  void convertsNumbersToTheDatatypeOfTheInput(DataType datatype, String hex) {
    try (var request =
        new Decoded("{\"instances\":[1,0.3333333333333333]}", signature(spec("x", datatype, -1)))) {
      assertThat(request.content("x")).asHexString().isEqualToIgnoringCase(hex);
    }
  }

  @Test
  void emptyRowsKeepTheirShape() {
    try (var request =
        new Decoded("{\"instances\":[[],[]]}", signature(spec("x", DataType.FP32, -1, -1)))) {
      assertThat(request.input("x").tensor().shape()).isEqualTo(Shape.of(2, 0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the request is an array (expected: a JSON object with \"instances\" or \"inputs\")",
        "{} | the request has neither \"instances\" nor \"inputs\" (expected: one of them)",
        "{\"instances\":[[1,2,3,4]],\"inputs\":1} | the request has \"instances\" and then"
            + " \"inputs\" (expected: one of \"instances\" and \"inputs\")",
        "{\"inputs\":[[1,2,3,4]],\"inputs\":1} | the request has \"inputs\" and then \"inputs\""
            + " (expected: one of \"instances\" and \"inputs\")",
        "{\"instances\":{}} | \"instances\" is an object (expected: an array)",
        "{\"instances\":[]} | \"instances\" is empty (expected: at least one instance)",
        "{\"instances\":[[1,2,3]]} | input 'x' has shape [1, 3] (expected: [-1, 4])",
        "{\"instances\":[1,2]} | input 'x' has shape [2] (expected: [-1, 4])",
        "{\"instances\":[[1,2,3,4],[1,2,3]]} | input 'x', instance 1, has 3 values in an array"
            + " (expected: 4) after 7 elements: all values must have the same shape",
        "{\"instances\":[[1,2,3,4],5]} | input 'x', instance 1, is nested 1 level at one place and"
            + " 0 levels at another after 4 elements: all values must have the same shape",
        "{\"instances\":[[1,[2],3,4]]} | input 'x', instance 0, is nested 1 level at one place and"
            + " 2 levels at another after 1 elements: all values must have the same shape",
        "{\"inputs\":[[1,2,3,4],5]} | input 'x' is nested 2 levels at one place and 1 level at"
            + " another after 4 elements: all values must have the same shape",
        "{\"instances\":[[1,2,3,null]]} | input 'x': element 3 is null (expected: a number for"
            + " FP32)",
        "{\"instances\":[[1,2,3,{\"b64\":\"\"}]]} | input 'x': element 3 is an object (expected: a"
            + " number for FP32)",
        "{\"instances\":[[1,2,3,\"4\"]]} | input 'x': element 3 is a string (expected: a number for"
            + " FP32)",
        "{\"instances\":[{\"y\":1}]} | instance 0 has 'y', which is no input of the model"
            + " (expected: 'x')",
        "{\"instances\":[{\"x\":1,\"x\":2}]} | instance 0 has 'x' twice",
        "{\"instances\":[{\"x\":[1,2,3,4]},{}]} | instance 1 has no value for input 'x'",
        "{\"instances\":[{\"x\":[1,2,3,4]},[1]]} | instance 1 is a number (expected: an object, as"
            + " the instances before)",
        "{\"instances\":[[1],{\"x\":[1]}]} | instance 1 is an object (expected: a value, not an"
            + " object, as the instances before)",
        "{\"inputs\":{\"y\":1}} | \"inputs\" has 'y', which is no input of the model (expected:"
            + " 'x')",
        "{\"inputs\":{\"x\":1,\"x\":1}} | \"inputs\" has 'x' twice",
        "{\"inputs\":{}} | \"inputs\" has no value for input 'x'",
        "{\"instances\":[[1,2,3,4]]}} | malformed JSON at byte 25: found '}' (expected: the end of"
            + " the JSON)",
      })
  void saysWhatIsWrong(String json, String message) {
    assertInvalid(json, IRIS, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"instances\":[1]} | an instance is a single value, but the model has the inputs 'a', 'b'"
            + " (expected: an object with these)",
        "{\"inputs\":[1]} | \"inputs\" is a single value, but the model has the inputs 'a', 'b'"
            + " (expected: an object with these)",
        "{\"instances\":[{\"a\":1}]} | instance 0 has no value for input 'b'",
        "{\"instances\":[{\"a\":1.5,\"b\":[]}]} | input 'a': element 0 is 1.5 (expected: an integer"
            + " from -9223372036854775808 to 9223372036854775807 for INT64)",
        "{\"inputs\":{\"a\":[1],\"b\":[[\"x\",3]]}} | input 'b': element 1 is a number (expected: a"
            + " string or {\"b64\": \"...\"} for BYTES)",
        "{\"inputs\":{\"a\":[1],\"b\":[[\"x\",{\"b64\":3}]]}} | input 'b': element 1 is an object"
            + " whose b64 is a number (expected: a string or {\"b64\": \"...\"} for BYTES)",
        "{\"inputs\":{\"a\":[1],\"b\":[[\"x\",{\"b65\":\"\"}]]}} | input 'b': element 1 is an"
            + " object (expected: a string or {\"b64\": \"...\"} for BYTES)",
        "{\"inputs\":{\"a\":[1],\"b\":[[\"x\"]]}} | input 'b' has shape [1, 1] (expected: [-1, 2])",
      })
  void saysWhatIsWrongWithSeveralInputs(String json, String message) {
    assertInvalid(json, PAIR, message);
  }

  @Test
  void saysWhatIsWrongWithBase64() {
    assertThatThrownBy(
            () -> new Decoded("{\"inputs\":{\"a\":[1],\"b\":[[{\"b64\":\"%%\"}]]}}", PAIR))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("input 'b': element 0 is not base64 (");
  }

  @Test
  void aFixedFirstDimensionMustMatch() {
    ModelSignature fixed = signature(spec("x", DataType.FP32, 2, 2));
    try (var request = new Decoded("{\"instances\":[[1,2],[3,4]]}", fixed)) {
      assertThat(request.input("x").tensor().shape()).isEqualTo(Shape.of(2, 2));
    }
    assertInvalid(
        "{\"instances\":[[1,2]]}", fixed, "input 'x' has shape [1, 2] (expected: [2, 2])");
    assertInvalid(
        "{\"instances\":[[1,2]]}",
        signature(spec("x", DataType.FP32, 2)),
        "input 'x' has shape [1, 2] (expected: [2]; the model takes no batch of instances: send"
            + " whole tensors as \"inputs\")");
  }

  @Test
  void limitsNesting() {
    assertInvalid(
        "{\"inputs\":" + "[".repeat(65) + "]".repeat(65) + "}",
        IRIS,
        "input 'x' is nested deeper than 64 levels");
  }

  private void assertInvalid(String json, ModelSignature signature, String message) {
    assertThatThrownBy(() -> new Decoded(json, signature))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  static TensorSpec spec(String name, DataType datatype, long... dims) {
    return new TensorSpec(name, datatype, Shape.of(dims));
  }

  static ModelSignature signature(TensorSpec... inputs) {
    return new ModelSignature("test", List.of(inputs), List.of());
  }

  private final class Decoded implements AutoCloseable {
    private final V1Request request;

    Decoded(String json, ModelSignature signature) {
      request =
          V1RequestDecoder.decode(
              "m", null, RequestBody.of(Samples.utf8(json)), signature, Deadline.NONE, allocator);
    }

    V1Format format() {
      return request.format();
    }

    NamedTensor input(String name) {
      return request.request().inputs().stream()
          .filter(input -> input.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    byte[] content(String name) {
      return Samples.content(input(name).tensor());
    }

    @Override
    public void close() {
      request.request().close();
    }
  }
}
