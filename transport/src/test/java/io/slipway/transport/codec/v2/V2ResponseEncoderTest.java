// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class V2ResponseEncoderTest {
  @Test
  void writesJson() {
    InferenceResponse response =
        new InferenceResponse(
            "m",
            "1",
            "id",
            Map.of("p", new Parameter.Text("v")),
            List.of(
                new NamedTensor("y", Samples.fp32(Shape.of(1, 2), 1.5f, -2f)),
                new NamedTensor(
                    "label",
                    Samples.bytesTensor(Shape.of(1), "caf\u00e9"),
                    Map.of("q", new Parameter.Bool(false)))));
    assertThat(json(response))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"id\":\"id\",\"parameters\":{\"p\":\"v\"},"
                + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],"
                + "\"data\":[1.5,-2.0]},{\"name\":\"label\",\"datatype\":\"BYTES\",\"shape\":[1],"
                + "\"parameters\":{\"q\":false},\"data\":[\"caf\u00e9\"]}]}");
  }

  @Test
  void leavesOutWhatIsNotThere() {
    assertThat(json(response()))
        .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"1\",\"outputs\":[]}");
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP16", "BF16"})
  void whatItWritesTheDecoderReadsBack(DataType datatype) throws Exception {
    Tensor tensor = Samples.extremes(datatype);
    JsonNode answer = new ObjectMapper().readTree(json(response(tensor)));
    // an answer's outputs are a request's inputs
    byte[] request = Samples.utf8("{\"inputs\":" + outputsOf(json(response(tensor))) + "}");
    CountingAllocator allocator = new CountingAllocator();
    try (InferenceRequest read =
        new V2RequestDecoder(null)
            .decode("m", null, RequestBody.of(request), request.length, allocator)
            .request()) {
      Tensor back = read.inputs().getFirst().tensor();
      assertThat(Samples.content(back)).isEqualTo(Samples.content(tensor));
      assertThat(back.shape()).isEqualTo(tensor.shape());
    }
    assertThat(answer.at("/outputs/0/data")).hasSize(4);
    assertThat(allocator.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void writesBinaryDataBehindTheJson(DataType datatype) throws Exception {
    Tensor tensor = Samples.extremes(datatype);
    Tensor other = Samples.fp32(Shape.of(1), 1);
    BinaryOutputs binary = new BinaryOutputs(true, Map.of("out1", false));
    try (OutputBuffer out = OutputBuffer.allocate(16)) {
      V2ResponseEncoder.Encoded encoded =
          V2ResponseEncoder.encode(response(tensor, other), binary, out);
      byte[] all = out.toByteArray();
      assertThat(encoded.hasBinaryOutputs()).isTrue();
      JsonNode json = new ObjectMapper().readTree(all, 0, encoded.jsonLength());
      assertThat(json.at("/outputs/0/parameters/binary_data_size").intValue())
          .isEqualTo((int) tensor.data().byteSize());
      assertThat(json.at("/outputs/0").has("data")).isFalse();
      assertThat(json.at("/outputs/1/data/0").floatValue()).isEqualTo(1);
      assertThat(Arrays.copyOfRange(all, encoded.jsonLength(), all.length))
          .isEqualTo(Samples.content(tensor));
    }
  }

  @Test
  void writesWhatJsonHasNoNumberForAsPythonDoes() {
    assertThat(
            json(
                response(
                    Samples.fp32(
                        Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY))))
        .contains("\"data\":[NaN,Infinity,-Infinity]");
  }

  @Test
  void saysThatSomeOutputsNeedBinaryData() {
    String advice =
        " cannot be written as JSON (expected: a request with binary_data for this output, or"
            + " binary_data_output for all)";
    for (DataType type : List.of(DataType.FP16, DataType.BF16)) {
      assertThatThrownBy(() -> json(response(Samples.extremes(type))))
          .isInstanceOf(ServingException.class)
          .hasMessage("output 'out0': " + type + advice);
    }
    Tensor image =
        Tensor.ofHeap(DataType.BYTES, Shape.of(2), new byte[] {1, 0, 0, 0, 'a', 1, 0, 0, 0, -1});
    assertThatThrownBy(() -> json(response(image)))
        .isInstanceOf(ServingException.class)
        .hasMessage("output 'out0': element 1 is not UTF-8, and such BYTES" + advice);
  }

  @Test
  void anOutputsOwnWishWinsOverTheRequests() {
    assertThat(wishes(Map.of(), Map.of()).isBinary("a")).isFalse();
    assertThat(wishes(Map.of("binary_data_output", yes()), Map.of()).isBinary("a")).isTrue();
    assertThat(wishes(Map.of(), Map.of("binary_data", yes())).isBinary("a")).isTrue();
    BinaryOutputs mixed =
        wishes(
            Map.of("binary_data_output", yes()), Map.of("binary_data", new Parameter.Bool(false)));
    assertThat(mixed.isBinary("a")).isFalse();
    assertThat(mixed.isBinary("b")).isTrue();
  }

  @Test
  void aWishIsTrueOrFalse() {
    assertThatThrownBy(() -> wishes(Map.of("binary_data_output", new Parameter.Int64(1)), Map.of()))
        .isInstanceOf(ServingException.class)
        .hasMessage("the request: parameter binary_data_output is not true or false");
    assertThatThrownBy(() -> wishes(Map.of(), Map.of("binary_data", new Parameter.Text("x"))))
        .isInstanceOf(ServingException.class)
        .hasMessage("output 'a': parameter binary_data is not true or false");
  }

  private static Parameter yes() {
    return new Parameter.Bool(true);
  }

  private static BinaryOutputs wishes(
      Map<String, Parameter> request, Map<String, Parameter> output) {
    return BinaryOutputs.of(
        new InferenceRequest(
            "m",
            null,
            null,
            request,
            List.of(),
            List.of(new RequestedOutput("a", output)),
            Deadline.NONE));
  }

  private static String outputsOf(String json) {
    return json.substring(json.indexOf("\"outputs\":") + 10, json.length() - 1);
  }

  private static InferenceResponse response(Tensor... tensors) {
    NamedTensor[] named = new NamedTensor[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      named[i] = new NamedTensor("out" + i, tensors[i]);
    }
    return new InferenceResponse("m", "1", null, Map.of(), List.of(named));
  }

  private static String json(InferenceResponse response) {
    try (OutputBuffer out = OutputBuffer.allocate(16)) {
      V2ResponseEncoder.Encoded encoded =
          V2ResponseEncoder.encode(response, BinaryOutputs.NONE, out);
      assertThat(encoded).isEqualTo(new V2ResponseEncoder.Encoded(out.size(), false));
      return out.toUtf8();
    }
  }
}
