// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reflection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.StreamCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerReflectionIT {
  private RunningServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private DynamicMessage ask(StreamCall call, String version, String question) throws Exception {
    String name = "grpc.reflection." + version + ".ServerReflection";
    DynamicMessage request = Protos.message(name + "Request", "host: 'here' " + question);
    DynamicMessage answer = call.send(request).next(name + "Response");
    assertThat(Protos.get(answer, "original_request")).isEqualTo(request);
    assertThat(Protos.get(answer, "valid_host")).isEqualTo("here");
    return answer;
  }

  private static int error(DynamicMessage answer) {
    return (Integer) Protos.get(answer, "error_response.error_code");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha"})
  void describesWhatIsServed(String version) throws Exception {
    StreamCall call =
        new StreamCall(
            channel,
            "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo",
            CallOptions.DEFAULT);
    assertThat(ask(call, version, "list_services: '*'").toString())
        .contains("\"inference.GRPCInferenceService\"")
        .contains("\"grpc.health.v1.Health\"")
        .contains("\"grpc.reflection.v1.ServerReflection\"")
        .contains("\"grpc.reflection.v1alpha.ServerReflection\"");
    for (String question :
        new String[] {
          "file_by_filename: 'health.proto'",
          "file_containing_symbol: 'grpc.health.v1.Health'",
          "file_containing_symbol: 'grpc.health.v1.Health.Check'",
          "file_containing_symbol: 'grpc.health.v1.HealthCheckRequest.service'",
          "file_containing_symbol: 'grpc.health.v1.HealthCheckResponse.ServingStatus'"
        }) {
      DynamicMessage answer = ask(call, version, question);
      Object files = Protos.get(answer, "file_descriptor_response.file_descriptor_proto");
      ByteString file = (ByteString) ((List<?>) files).getFirst();
      assertThat(FileDescriptorProto.parseFrom(file).getName()).isEqualTo("health.proto");
    }
    assertThat(error(ask(call, version, "file_by_filename: 'other.proto'"))).isEqualTo(5);
    assertThat(error(ask(call, version, "file_containing_symbol: 'a.b'"))).isEqualTo(5);
    assertThat(error(ask(call, version, "all_extension_numbers_of_type: 'a.b'"))).isEqualTo(5);
    assertThat(error(ask(call, version, ""))).isEqualTo(3);
    String extension = "file_containing_extension { containing_type: 'a.b' extension_number: 1 }";
    assertThat(error(ask(call, version, extension))).isEqualTo(5);
    String none = "all_extension_numbers_of_type: 'grpc.health.v1.HealthCheckRequest'";
    assertThat(ask(call, version, none).toString()).contains("all_extension_numbers_response");
    call.halfClose();
    assertThat(call.status().isOk()).isTrue();
  }
}
