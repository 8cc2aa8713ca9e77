// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerateResponseTest {
  private static NamedTensor texts(String name, byte[]... elements) {
    return new NamedTensor(
        name,
        Tensor.ofHeap(
            DataType.BYTES,
            Shape.of(elements.length),
            BytesLayout.encode(Arrays.asList(elements))));
  }

  private static String written(
      @Nullable String id, Map<String, Parameter> parameters, NamedTensor... outputs) {
    try (InferenceResponse response =
        new InferenceResponse("m", "2", id, parameters, List.of(outputs))) {
      return new String(
          Samples.written(out -> GenerateResponse.encode(response, out)), StandardCharsets.UTF_8);
    }
  }

  @Test
  void oneElementIsAValueAndOthersAreLists() {
    assertThat(
            written(
                "42",
                Map.of(),
                texts("text_output", Samples.utf8("say \"hi\"\n")),
                new NamedTensor(
                    "scores",
                    Tensor.ofHeap(DataType.FP16, Shape.of(1, 2), new byte[] {0, 0x3C, 0, 0x40})),
                new NamedTensor("none", Tensor.ofHeap(DataType.INT8, Shape.of(0), new byte[0])),
                new NamedTensor(
                    "flag", Tensor.ofHeap(DataType.BOOL, Shape.of(1, 1), new byte[] {1}))))
        .isEqualTo(
            """
            {"id":"42","model_name":"m","model_version":"2","text_output":"say \\"hi\\"\\n",\
            "scores":[1.0,2.0],"none":[],"flag":true}\
            """);
  }

  @Test
  void withoutAnIdThereIsNone() {
    assertThat(written(null, Map.of())).isEqualTo("{\"model_name\":\"m\",\"model_version\":\"2\"}");
  }

  @Test
  void parametersStandBesideTheOutputs() {
    assertThat(written(null, Map.of("tokens", new Parameter.Int64(3))))
        .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"2\",\"tokens\":3}");
  }

  @Test
  void aNameIsThereOnceAndTheOutputsIt() {
    assertThat(
            written(
                null,
                Map.of("model_name", new Parameter.Text("x"), "id", new Parameter.Text("y")),
                texts("id", Samples.utf8("mine"))))
        .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"2\",\"id\":\"mine\"}");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThatThrownBy(() -> written(null, Map.of(), texts("t", new byte[] {'a'}, new byte[] {-1})))
        .hasMessageContaining("output 't': element 1 is not UTF-8");
  }
}
