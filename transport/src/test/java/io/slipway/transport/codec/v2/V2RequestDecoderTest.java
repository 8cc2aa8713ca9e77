// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static io.slipway.transport.codec.Samples.content;
import static io.slipway.transport.codec.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.memory.RequestBody;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2RequestDecoderTest {
  private static final String SHARED_INPUT =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"parameters\":{"
          + "\"shared_memory_region\":\"r\",\"shared_memory_offset\":8,"
          + "\"shared_memory_byte_size\":1}}]}";

  private final CountingAllocator allocator = new CountingAllocator();
  private final V2RequestDecoder decoder = new V2RequestDecoder(null);

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  @Test
  void readsEverythingOfARequest() {
    String json =
        """
        {"id": "42", "extra": {"x": [1]},
         "parameters": {"a": "s", "b": 1, "c": 1.0, "d": true, "e": 18446744073709551615},
         "inputs": [{"name": "x", "shape": [2, 2], "datatype": "INT32",
                     "parameters": {"p": -5}, "extra": null, "data": [1, 2, 3, -4]}],
         "outputs": [{"name": "y", "parameters": {"binary_data": true}}, {"name": "z"}]}
        """;
    try (InferenceRequest request = decode(json)) {
      assertThat(request.modelName()).isEqualTo("m");
      assertThat(request.modelVersion()).isEqualTo("7");
      assertThat(request.id()).isEqualTo("42");
      assertThat(request.parameters())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "a", new Parameter.Text("s"),
                  "b", new Parameter.Int64(1),
                  "c", new Parameter.Float64(1),
                  "d", new Parameter.Bool(true),
                  "e", new Parameter.Uint64(-1)));
      assertThat(request.outputs())
          .containsExactly(
              new RequestedOutput("y", Map.of("binary_data", new Parameter.Bool(true))),
              new RequestedOutput("z", Map.of()));
      NamedTensor input = request.inputs().getFirst();
      assertThat(input.name()).isEqualTo("x");
      assertThat(input.parameters()).isEqualTo(Map.of("p", new Parameter.Int64(-5)));
      assertThat(input.tensor().datatype()).isEqualTo(DataType.INT32);
      assertThat(input.tensor().shape()).isEqualTo(Shape.of(2, 2));
      assertThat(content(input.tensor()))
          .containsExactly(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, -4, -1, -1, -1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[[1,2],[3,4],[5,6]]]",
        "[1,2,3,4,5,6]",
        "[ 1 , 2, 3,4 ,  5, 6 ]",
        "[1,2.0,\n3, 4e0,\t50e-1 ,6.00000000000000000000000]",
        "[[[1, 2], [3, 4], [5, 6] ] ]",
        "[ [ [ 1,2],[ 3.0,4 ],[5e0, 6.0] ] ]",
      })
  void readsNestedAndFlatData(String data) {
    try (InferenceRequest request = decode(input("UINT8", "[1,3,2]", data))) {
      assertThat(content(request.inputs().getFirst().tensor())).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void readsTheKeysOfAnInputInAnyOrder() {
    String json =
        "{\"inputs\":[{\"data\":[[1],[2]],\"shape\":[2,1],\"datatype\":\"INT8\",\"name\":\"x\"},"
            + "{\"datatype\":\"INT8\",\"data\":[3],\"name\":\"y\",\"shape\":[1]}]}";
    try (InferenceRequest request = decode(json)) {
      assertThat(content(request.inputs().get(0).tensor())).containsExactly(1, 2);
      assertThat(content(request.inputs().get(1).tensor())).containsExactly(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT64 | [9223372036854775807,-9223372036854775808] | ffffffffffffff7f0000000000000080",
        "UINT64 | [18446744073709551615,9007199254740993] | ffffffffffffffff0100000000002000",
        "INT8 | [-128,127] | 807f",
        "UINT8 | [255,0] | ff00",
        "INT16 | [-32768,32767] | 0080ff7f",
        "UINT16 | [65535,0] | ffff0000",
        "INT32 | [-2147483648,2e0] | 0000008002000000",
        "UINT32 | [4294967295,1.0] | ffffffff01000000",
        "BOOL | [true,0] | 0100",
        "BOOL | [false,1] | 0001",
        "FP32 | [0.1,NaN] | cdcccc3d0000c07f",
        "FP32 | [-Infinity,1e39] | 000080ff0000807f",
        "FP64 | [0.1,-0.0] | 9a9999999999b93f0000000000000080",
        "BYTES | [\"a\",\"\"] | 010000006100000000",
      })
  void keepsValuesExactly(String datatype, String data, String hex) {
    try (InferenceRequest request = decode(input(datatype, "[2]", data))) {
      assertThat(content(request.inputs().getFirst().tensor()))
          .asHexString()
          .isEqualToIgnoringCase(hex);
    }
  }

  @Test
  void anEmptyTensorHasNoData() {
    try (InferenceRequest request = decode(input("FP32", "[0,3]", "[]"))) {
      assertThat(request.inputs().getFirst().tensor().elementCount()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UINT8 | [2] | [1,300] | element 1 is 300 (expected: an integer from 0 to 255 for UINT8)",
        "UINT8 | [2] | [-1,1] | element 0 is -1 (expected: an integer from 0 to 255 for UINT8)",
        "INT8 | [1] | [128] | element 0 is 128 (expected: an integer from -128 to 127 for INT8)",
        "INT32 | [1] | [1.5] | element 0 is 1.5 (expected: an integer from -2147483648 to"
            + " 2147483647 for INT32)",
        "INT64 | [1] | [9223372036854775808] | element 0 is 9223372036854775808 (expected: an"
            + " integer from -9223372036854775808 to 9223372036854775807 for INT64)",
        "UINT64 | [1] | [18446744073709551616] | element 0 is 18446744073709551616 (expected: an"
            + " integer from 0 to 18446744073709551615 for UINT64)",
        "UINT32 | [1] | [NaN] | element 0 is NaN (expected: an integer from 0 to 4294967295 for"
            + " UINT32)",
        "INT32 | [1] | [true] | element 0 is true or false (expected: an integer for INT32)",
        "FP32 | [1] | [null] | element 0 is null (expected: a number for FP32)",
        "FP32 | [1] | [\"1\"] | element 0 is a string (expected: a number for FP32)",
        "FP64 | [1] | [1e400] | element 0 is 1e400 (expected: a number that a 64-bit float can hold"
            + " for FP64)",
        "BOOL | [1] | [2] | element 0 is 2 (expected: true, false, 1 or 0 for BOOL)",
        "BOOL | [1] | [\"true\"] | element 0 is a string (expected: true, false, 1 or 0 for BOOL)",
        "BYTES | [1] | [1] | element 0 is a number (expected: a string for BYTES)",
        "INT8 | [3] | [1,2] | data has 2 elements (expected: 3 for shape [3])",
        "INT8 | [1] | [1,2] | data has more than the 1 elements of shape [1]",
        "INT8 | [3] | [1,2,3,4,5,6,7] | data has more than the 3 elements of shape [3]",
        "INT8 | [9] | [1,2,3,4,500,6,7,8,9] | element 4 is 500 (expected: an integer from -128 to"
            + " 127 for INT8)",
        "INT8 | [9] | [1,2,3,4,5.5,6,7,8,9] | element 4 is 5.5 (expected: an integer from -128 to"
            + " 127 for INT8)",
        "INT8 | [9] | [1,2,3,4,true,6,7,8,9] | element 4 is true or false (expected: an integer for"
            + " INT8)",
        "FP64 | [9] | [1,2,3,4,5e999,6,7,8,9] | element 4 is 5e999 (expected: a number that a"
            + " 64-bit float can hold for FP64)",
        "INT8 | [2,3] | [[1,2,3],[4,5,6,7,8,9]] | data does not follow shape [2, 3]: after 6"
            + " elements, more than 3 values in dimension 1",
        "INT8 | [2] | [1,[2]] | element 1 is an array (expected: an integer for INT8)",
        "INT8 | [2,2] | [[1,2],[3]] | data does not follow shape [2, 2]: after 3 elements, 1 values"
            + " in dimension 1 (expected: 2)",
        "INT8 | [2,2] | [[1,2],[3,4,5]] | data does not follow shape [2, 2]: after 4 elements, more"
            + " than 2 values in dimension 1",
        "INT8 | [2,2] | [[1,2],3] | data does not follow shape [2, 2]: after 2 elements, a number"
            + " in dimension 0 (expected: an array)",
        "INT8 | [2,2] | [[1,2],[]] | data does not follow shape [2, 2]: after 2 elements, 0 values"
            + " in dimension 1 (expected: 2)",
        "INT8 | [2,1] | [[1]] | data does not follow shape [2, 1]: after 1 elements, 1 values in"
            + " dimension 0 (expected: 2)",
        "INT8 | [1,1] | [[[1]]] | element 0 is an array (expected: an integer for INT8)",
        "INT8 | [] | [[1]] | data does not follow shape []: after 0 elements, data is nested deeper"
            + " than shape [] has dimensions",
        "INT8 | [1] | 5 | data is a number (expected: an array)",
        "FP16 | [1] | [1] | FP16 has no JSON form (expected: binary data, announced by the"
            + " parameter binary_data_size)",
        "BF16 | [1] | [1] | BF16 has no JSON form (expected: binary data, announced by the"
            + " parameter binary_data_size)",
        "STRING | [1] | [1] | datatype 'STRING' is unknown (expected one of BOOL, UINT8, UINT16,"
            + " UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES)",
        "INT8 | [-1] | [1] | dimension 0 of the shape is -1 (expected: >= 0)",
        "INT8 | [1.5] | [1] | dimension 0 of the shape is 1.5 (expected: an integer of 64 bits)",
        "INT8 | [\"1\"] | [1] | dimension 0 of the shape is a string (expected: an integer of 64"
            + " bits)",
        "INT8 | [4294967296,4294967296] | [1] | shape [4294967296, 4294967296] has too many"
            + " elements",
        "FP64 | [1000000000] | [1] | the 6 bytes of JSON that are left cannot hold the 1000000000"
            + " elements of shape [1000000000]",
      })
  void namesTheInputAndWhatIsWrongWithIt(String type, String shape, String data, String message) {
    assertInvalid(input(type, shape, data), "input 'x': " + message);
  }

  @Test
  void takesNoMemoryForElementsThatCannotBeThere() {
    assertThatThrownBy(() -> decode(input("FP64", "[1000000]", "[1,2,3]")))
        .isInstanceOf(ServingException.class);
    assertThat(allocator.allocated()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the request is an array (expected: a JSON object with the inputs)",
        "`` | the request is the end of the input (expected: a JSON object with the inputs)",
        "{} | the request has no inputs (expected: an array of tensors)",
        "{\"inputs\":{}} | the request: inputs is an object (expected: an array)",
        "{\"inputs\":[],\"inputs\":[]} | the request has 'inputs' twice",
        "{\"inputs\":[3]} | input 0 is a number (expected: an object with name, shape, datatype and"
            + " data)",
        "{\"inputs\":[{}]} | input 0 has no name",
        "{\"inputs\":[{\"name\":\"x\"}]} | input 'x' has no shape",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1]}]} | input 'x' has no datatype",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\"}]} | input 'x' has no"
            + " data (expected: data, or the parameter binary_data_size)",
        "{\"inputs\":[{\"name\":\"x\",\"name\":\"y\"}]} | input 'x' has 'name' twice",
        "{\"inputs\":[{\"name\":1}]} | input 0: name is a number (expected: a string)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":3}]} | input 'x': shape is a number (expected: an"
            + " array)",
        "{\"id\":1,\"inputs\":[]} | the request: id is a number (expected: a string)",
        "{\"parameters\":{\"a\":{}},\"inputs\":[]} | the request: parameter 'a' is an object"
            + " (expected: a string, a number, true or false)",
        "{\"parameters\":{\"a\":null},\"inputs\":[]} | the request: parameter 'a' is null"
            + " (expected: a string, a number, true or false)",
        "{\"parameters\":{\"a\":1,\"a\":2},\"inputs\":[]} | the request: parameter 'a' is given"
            + " twice",
        "{\"outputs\":[3],\"inputs\":[]} | output 0 is a number (expected: an object with its"
            + " name)",
        "{\"outputs\":[{}],\"inputs\":[]} | output 0 has no name",
        "{\"outputs\":[{\"name\":\"y\"},{\"name\":\"y\"}],\"inputs\":[]} | output 'y' is asked for"
            + " twice",
        "{\"inputs\":[]} x | malformed JSON at byte 14: found 'x' (expected: the end of the JSON)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1],\"parameters\":{\"binary_data_size\":1}}]}"
            + " | input 'x' has both data and the parameter binary_data_size (expected: one of"
            + " them)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"parameters\":{\"binary_data_size\":\"1\"}}]}"
            + " | input 'x': binary_data_size is not an integer",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"parameters\":{\"binary_data_size\":-1}}]}"
            + " | input 'x': binary_data_size is -1 (expected: 0 to 0, the bytes left after the"
            + " JSON and the inputs before it)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]},{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}]}"
            + " | input 'x' is given twice",
      })
  void saysWhatIsWrongWithTheRequest(String json, String message) {
    assertInvalid(json, message);
  }

  @Test
  void refusesInputsInSharedMemoryThatIsNotOffered() {
    assertThatThrownBy(() -> decode(SHARED_INPUT))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
        .hasMessageContaining("input 'x' names shared memory, which this server does not offer");
  }

  @Test
  void readsInputsFromSharedMemory() {
    SharedMemory memory =
        (part, datatype, shape, _, tensors) -> {
          assertThat(part).isEqualTo(new SharedPart("r", 8, 1));
          return tensors.allocate(datatype, shape);
        };
    byte[] json = utf8(SHARED_INPUT);
    try (RequestBody body = RequestBody.of(json);
        InferenceRequest request =
            new V2RequestDecoder(memory)
                .decode("m", null, body, json.length, allocator)
                .request()) {
      assertThat(request.inputs().getFirst().tensor().datatype()).isEqualTo(DataType.INT8);
    }
  }

  @Test
  void refusesDataBesideSharedMemory() {
    assertInvalid(
        SHARED_INPUT.replace("\"parameters\"", "\"data\":[1],\"parameters\""),
        "input 'x' is in shared memory and has data besides (expected: one of them)");
  }

  @Test
  void theAllocatorsLimitIsTheCallersToLearn() {
    CountingAllocator small = new CountingAllocator(8);
    RequestBody body = RequestBody.of(utf8(input("FP64", "[2]", "[1,2]")));
    assertThatThrownBy(() -> decoder.decode("m", null, body, body.size(), small))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  private void assertInvalid(String json, String message) {
    assertInvalid(utf8(json), utf8(json).length, message);
  }

  private void assertInvalid(byte[] body, int jsonLength, String message) {
    assertThatThrownBy(() -> decode(body, jsonLength))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  private InferenceRequest decode(String json) {
    return decode(utf8(json), utf8(json).length);
  }

  private InferenceRequest decode(byte[] body, int jsonLength) {
    return decoder.decode("m", "7", RequestBody.of(body), jsonLength, allocator).request();
  }

  private static String input(String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(datatype, shape, data);
  }
}
