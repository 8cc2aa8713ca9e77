// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reflection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.slipway.modelserver.testing.Protos;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.codec.modelconfig.Field;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServedProtosTest {
  private static final Path OPEN_INFERENCE =
      Path.of("../transport/src/test/upstream/open-inference-protocol/open_inference_grpc.desc");

  private static final List<String> REPOSITORY =
      List.of("/RepositoryIndex", "/RepositoryModelLoad", "/RepositoryModelUnload");

  @Test
  void describeEveryMethodOfTheInferenceServiceAndNoOther() {
    ServiceDescriptor service =
        Protos.file("grpc_service.proto").findServiceByName("GRPCInferenceService");
    assertThat(service.getMethods())
        .extracting(method -> "/" + service.getFullName() + "/" + method.getName())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Arrays.stream(InferenceMethod.values()).map(InferenceMethod::path),
                    Stream.concat(Stream.of("/ModelConfig"), REPOSITORY.stream())
                        .map(method -> "/" + service.getFullName() + method))
                .toList());
    MethodDescriptor streaming = service.findMethodByName("ModelStreamInfer");
    assertThat(streaming.isClientStreaming() && streaming.isServerStreaming()).isTrue();
    assertThat(service.findMethodByName("ModelInfer").isServerStreaming()).isFalse();
  }

  @Test
  void describeMlserversService() {
    assertThat(
            Protos.file("model_repository.proto")
                .findServiceByName("ModelRepositoryService")
                .getMethods())
        .extracting(method -> "/" + method.getName())
        .containsExactlyElementsOf(REPOSITORY);
  }

  @Test
  void haveTheWholeModelConfiguration() {
    Descriptor config =
        Protos.file("grpc_service.proto")
            .findMessageTypeByName("ModelConfigResponse")
            .findFieldByName("config")
            .getMessageType();
    assertThat(config.getFullName()).isEqualTo("inference.ModelConfig");
    for (Field field : ModelConfigSchema.modelConfig().fields()) {
      FieldDescriptor told = config.findFieldByName(field.name());
      assertThat(told.getNumber()).as(field.name()).isEqualTo(field.number());
      assertThat(told.isMapField()).as(field.name()).isEqualTo(field.key() != null);
    }
    assertThat(config.findFieldByName("sequence_batching").getContainingOneof().getName())
        .isEqualTo("scheduling_choice");
    FieldDescriptor metrics = config.findFieldByName("model_metrics");
    assertThat(
            metrics
                .getMessageType()
                .findFieldByName("metric_control")
                .getMessageType()
                .findFieldByName("histogram_options")
                .getMessageType()
                .getFullName())
        .isEqualTo("inference.ModelMetrics.MetricControl.HistogramOptions");
  }

  @Test
  void haveTheFieldsOfTheOpenInferenceProtocol() throws Exception {
    FileDescriptorSet set = FileDescriptorSet.parseFrom(Files.readAllBytes(OPEN_INFERENCE));
    FileDescriptor upstream = FileDescriptor.buildFrom(set.getFile(0), new FileDescriptor[0]);
    for (Descriptor message : upstream.getMessageTypes()) {
      assertSame(message, Protos.descriptor(message.getFullName()));
    }
  }

  private static void assertSame(Descriptor theirs, Descriptor ours) {
    for (FieldDescriptor field : theirs.getFields()) {
      if (field.getName().equals("properties")) {
        continue; // MLServer gives that number another type, so it is never written
      }
      FieldDescriptor own = ours.findFieldByName(field.getName());
      assertThat(own).as(field.getFullName()).isNotNull();
      assertThat(own.getNumber()).as(field.getFullName()).isEqualTo(field.getNumber());
      assertThat(own.getType()).as(field.getFullName()).isEqualTo(field.getType());
      assertThat(own.isRepeated()).as(field.getFullName()).isEqualTo(field.isRepeated());
      assertThat(own.isMapField()).as(field.getFullName()).isEqualTo(field.isMapField());
      assertThat(own.getJsonName()).as(field.getFullName()).isEqualTo(field.getJsonName());
      if (field.getType() == FieldDescriptor.Type.MESSAGE) {
        assertThat(own.getMessageType().getFullName())
            .isEqualTo(field.getMessageType().getFullName());
      }
    }
    for (Descriptor inner : theirs.getNestedTypes()) {
      Descriptor own = ours.findNestedTypeByName(inner.getName());
      if (own == null) {
        assertThat(inner.getName()).isEqualTo("PropertiesEntry");
      } else {
        assertSame(inner, own);
      }
    }
  }

  @Test
  void areFilesThatImportOnlyEachOther() {
    for (String service : ServedProtos.descriptors().services()) {
      String file = Objects.requireNonNull(ServedProtos.descriptors().fileOf(service), service);
      assertThat(Protos.file(file).getServices())
          .extracting(ServiceDescriptor::getFullName)
          .contains(service);
    }
  }
}
