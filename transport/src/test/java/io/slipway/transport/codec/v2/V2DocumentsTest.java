// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.ModelMetadata;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.codec.ServerMetadata;
import io.slipway.transport.memory.OutputBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class V2DocumentsTest {
  @Test
  void writesMetadata() {
    assertThat(
            text(out ->
                V2Documents.serverMetadata(
                    new ServerMetadata("slipway", "0.1", List.of("binary_tensor_data")), out)))
        .isEqualTo(
            "{\"name\":\"slipway\",\"version\":\"0.1\",\"extensions\":[\"binary_tensor_data\"]}");
    ModelSignature signature =
        new ModelSignature(
            "onnxruntime_onnx",
            List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))),
            List.of(new TensorSpec("y", DataType.INT64, Shape.SCALAR)));
    assertThat(
            text(out ->
                V2Documents.modelMetadata(
                    new ModelMetadata("m", List.of("1", "2"), signature), out)))
        .isEqualTo(
            "{\"name\":\"m\",\"versions\":[\"1\",\"2\"],\"platform\":\"onnxruntime_onnx\","
                + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,4]}],"
                + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"INT64\",\"shape\":[]}]}");
  }

  @Test
  void writesHealth() {
    assertThat(text(out -> V2Documents.live(true, out))).isEqualTo("{\"live\":true}");
    assertThat(text(out -> V2Documents.ready(false, out))).isEqualTo("{\"ready\":false}");
    assertThat(text(out -> V2Documents.modelReady("m", true, out)))
        .isEqualTo("{\"name\":\"m\",\"ready\":true}");
  }

  @Test
  void writesErrorsAndLists() {
    assertThat(text(out -> V2Documents.error("no \"x\"\nhere", out)))
        .isEqualTo("{\"error\":\"no \\\"x\\\"\\nhere\"}");
    assertThat(text(out -> V2Documents.models(List.of("a", "b"), out)))
        .isEqualTo("{\"models\":[\"a\",\"b\"]}");
  }

  private static String text(Consumer<OutputBuffer> write) {
    return new String(Samples.written(write), StandardCharsets.UTF_8);
  }
}
