// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigDescriptionTest {
  private static final ModelSignature FILE =
      new ModelSignature(
          "onnxruntime_onnx",
          List.of(new TensorSpec("x", DataType.BYTES, Shape.of(-1, 2))),
          List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1))));

  @Test
  void aModelWithoutConfigurationIsDescribedByItsFile() {
    ConfigMessage config = ConfigDescription.of("m", null, FILE, 2, "model.onnx");

    assertThat(config.text("name")).isEqualTo("m");
    assertThat(config.text("platform")).isEqualTo("onnxruntime_onnx");
    assertThat(config.text("backend")).isEqualTo("onnxruntime");
    assertThat(config.text("default_model_filename")).isEqualTo("model.onnx");
    assertThat(config.integer("max_batch_size")).isZero();
    ConfigMessage input = config.messages("input").getFirst();
    assertThat(input.text("name")).isEqualTo("x");
    assertThat(input.constant("data_type")).isEqualTo("TYPE_STRING");
    assertThat(input.integers("dims")).containsExactly(-1, 2);
    assertThat(config.messages("output").getFirst().integers("dims")).containsExactly(-1);
    ConfigMessage group = config.messages("instance_group").getFirst();
    assertThat(group.text("name")).isEqualTo("m");
    assertThat(group.constant("kind")).isEqualTo("KIND_CPU");
    assertThat(group.integer("count")).isEqualTo(2);
    ConfigMessage policy = Objects.requireNonNull(config.message("version_policy"));
    assertThat(Objects.requireNonNull(policy.message("latest")).integer("num_versions"))
        .isEqualTo(1);
  }

  @Test
  void whatWasGivenIsKeptAndCompleted() {
    ModelConfig given =
        ModelConfigTest.read(
            """
            max_batch_size: 8 platform: "onnxruntime_onnx"
            input { name: "x" format: FORMAT_NHWC }
            output { name: "y" label_filename: "l.txt" }
            instance_group { } version_policy { all { } }
            metric_tags { key: "a" value: "b" }
            """);
    ConfigMessage config = ConfigDescription.of("m", given, FILE, 3, "model.onnx");

    ConfigMessage input = config.messages("input").getFirst();
    assertThat(input.integers("dims")).containsExactly(2);
    assertThat(input.constant("format")).isEqualTo("FORMAT_NHWC");
    ConfigMessage output = config.messages("output").getFirst();
    assertThat(output.integers("dims")).isEmpty();
    assertThat(output.text("label_filename")).isEqualTo("l.txt");
    ConfigMessage group = config.messages("instance_group").getFirst();
    assertThat(group.text("name")).isEqualTo("m_0");
    assertThat(group.constant("kind")).isEqualTo("KIND_CPU");
    assertThat(group.integer("count")).isEqualTo(3);
    assertThat(Objects.requireNonNull(config.message("version_policy")).has("all")).isTrue();
    assertThat(config.textMap("metric_tags")).containsEntry("a", "b");
  }
}
