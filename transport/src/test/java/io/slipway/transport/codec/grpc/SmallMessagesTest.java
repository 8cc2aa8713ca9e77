// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import static io.slipway.transport.codec.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.ModelMetadata;
import io.slipway.transport.codec.ServerMetadata;
import io.slipway.transport.codec.grpc.HealthMessages.ModelReference;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallMessagesTest {
  @ParameterizedTest
  @EnumSource(InferenceMethod.class)
  void knowsTheMethodsByTheirPaths(InferenceMethod method) {
    assertThat(InferenceMethod.of(method.path())).isEqualTo(method);
  }

  @Test
  void knowsTheMethodsOfTheOpenInferenceProtocol() {
    ServiceDescriptor service =
        Upstream.descriptor("ModelInferRequest")
            .getFile()
            .findServiceByName("GRPCInferenceService");
    assertThat(service.getMethods())
        .extracting(method -> "/" + service.getFullName() + "/" + method.getName())
        .allSatisfy(path -> assertThat(InferenceMethod.of(path)).as(path).isNotNull());
  }

  @Test
  void knowsNoOtherMethods() {
    assertThat(InferenceMethod.of("/inference.GRPCInferenceService/ModelTrain")).isNull();
    assertThat(InferenceMethod.of("/grpc.health.v1.Health/Check")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ServerLiveResponse,live",
    "ServerReadyResponse,ready",
    "ModelReadyResponse,ready",
  })
  void writesAndReadsStatesAsProtobufDoes(String message, String field) {
    for (boolean state : new boolean[] {true, false}) {
      byte[] ours = written(out -> HealthMessages.encodeState(state, out));
      byte[] theirs = Upstream.bytes(message, field + ": " + state);
      assertThat(ours).isEqualTo(theirs);
      assertThat(HealthMessages.decodeState(RequestBody.of(theirs))).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ModelReadyRequest", "ModelMetadataRequest"})
  void writesAndReadsModelReferencesAsProtobufDoes(String message) {
    byte[] both = Upstream.bytes(message, "name: 'm' version: '2'");
    assertThat(HealthMessages.decodeReference(RequestBody.of(both)))
        .isEqualTo(new ModelReference("m", "2"));
    assertThat(written(out -> HealthMessages.encodeReference(new ModelReference("m", "2"), out)))
        .isEqualTo(both);
    byte[] name = Upstream.bytes(message, "name: 'm'");
    assertThat(HealthMessages.decodeReference(RequestBody.of(name)))
        .isEqualTo(new ModelReference("m", null));
    assertThat(written(out -> HealthMessages.encodeReference(new ModelReference("m", null), out)))
        .isEqualTo(name);
  }

  @Test
  void writesAndReadsServerMetadataAsProtobufDoes() {
    ServerMetadata metadata = new ServerMetadata("slipway", "1", List.of("a", "b"));
    byte[] theirs =
        Upstream.bytes(
            "ServerMetadataResponse", "name: 'slipway' version: '1' extensions: ['a', 'b']");
    assertThat(written(out -> MetadataMessages.encodeServer(metadata, out))).isEqualTo(theirs);
    assertThat(MetadataMessages.decodeServer(RequestBody.of(theirs))).isEqualTo(metadata);
  }

  @Test
  void writesAndReadsModelMetadataAsProtobufDoes() {
    ModelMetadata metadata =
        new ModelMetadata(
            "m",
            List.of("1", "2"),
            new ModelSignature(
                "onnxruntime_onnx",
                List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 3, 300))),
                List.of(new TensorSpec("y", DataType.BYTES, Shape.SCALAR))));
    String text =
        """
        name: 'm' versions: ['1', '2'] platform: 'onnxruntime_onnx'
        inputs { name: 'x' datatype: 'FP32' shape: [-1, 3, 300] }
        outputs { name: 'y' datatype: 'BYTES' }
        """;
    byte[] theirs = Upstream.bytes("ModelMetadataResponse", text);
    assertThat(written(out -> MetadataMessages.encodeModel(metadata, out))).isEqualTo(theirs);
    byte[] withProperties =
        Upstream.bytes("ModelMetadataResponse", text + "properties { key: 'a' value: 'b' }");
    assertThat(MetadataMessages.decodeModel(RequestBody.of(withProperties))).isEqualTo(metadata);
  }

  @Test
  void refusesMetadataThatMakesNoSense() {
    byte[] datatype = Upstream.bytes("ModelMetadataResponse", "inputs { name: 'x' }");
    assertThatThrownBy(() -> MetadataMessages.decodeModel(RequestBody.of(datatype)))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("input 'x': datatype '' is unknown");
    byte[] shape =
        Upstream.bytes("ModelMetadataResponse", "outputs { name: 'y' datatype: 'FP32' shape: -2 }");
    assertThatThrownBy(() -> MetadataMessages.decodeModel(RequestBody.of(shape)))
        .isInstanceOf(ServingException.class)
        .hasMessage("output 'y' has the dimension -2 in its shape (expected: >= -1)");
  }
}
