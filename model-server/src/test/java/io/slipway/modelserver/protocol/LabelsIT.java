// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.testing.OnnxServer;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.StreamCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes by their names, from the file that a configuration tells of. */
class LabelsIT {
  private static final String LABELLED =
      "max_batch_size: 4 output [ { name: \"sum\" label_filename: \"names/l.txt\" }, { name:"
          + " \"difference\" } ]";

  private static final String REQUEST =
      """
      {"inputs": [{"name": "a", "shape": [1, 4], "datatype": "FP32", "data": [1, 2, 3, 4]},
                  {"name": "b", "shape": [1, 4], "datatype": "FP32", "data": [0, 9, 0, 0]}],
       "outputs": [{"name": "sum", "parameters": {"classification": 3}},
                   {"name": "difference", "parameters": {"classification": 1}}]}\
      """;

  @TempDir private Path folder;
  private OnnxServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  LabelsIT() {}

  @BeforeEach
  void start() throws IOException {
    server = new OnnxServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ModelStatus load(byte[] labels) throws IOException {
    Path names = Files.createDirectories(server.directory("m").resolve("names"));
    Files.write(names.resolve("l.txt"), labels);
    return server.load("m", "add_sub", LABELLED);
  }

  private ModelStatus load(String labels) throws IOException {
    return load(labels.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> data(JsonNode answer, int output) {
    List<String> data = new ArrayList<>();
    answer.path("outputs").path(output).path("data").forEach(each -> data.add(each.asText()));
    return data;
  }

  @Test
  void classesHaveTheirLabelsOverHttp() throws Exception {
    assertThat(load("zero\none é\r\ntwo:2\n").state()).isEqualTo(ModelState.READY);

    JsonNode answer = OnnxServer.json(server.post("/v2/models/m/infer", REQUEST).body());

    assertThat(data(answer, 0))
        .containsExactly("11.000000:1:one é", "4.000000:3", "3.000000:2:two:2");
    assertThat(data(answer, 1)).containsExactly("4.000000:3");
  }

  @Test
  void classesHaveTheirLabelsOnAStream() throws Exception {
    load("zero\none\ntwo\nthree");
    ManagedChannel channel = server.channel();
    try {
      StreamCall call =
          new StreamCall(
              channel, "inference.GRPCInferenceService/ModelStreamInfer", CallOptions.DEFAULT);
      call.send(
          Protos.message(
              "inference.ModelInferRequest",
              """
              model_name: "m" model_version: "1"
              inputs { name: "a" datatype: "FP32" shape: [1, 4]
                       contents { fp32_contents: [1, 2, 3, 4] } }
              inputs { name: "b" datatype: "FP32" shape: [1, 4]
                       contents { fp32_contents: [0, 0, 0, 0] } }
              outputs { name: "sum" parameters { key: "classification" value { int64_param: 1 } } }
              """));
      assertThat(call.next("inference.ModelStreamInferResponse").toString())
          .contains("4.000000:3:three");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aFileThatIsMissingFailsTheLoad() throws Exception {
    ModelStatus status = server.load("m", "add_sub", LABELLED);

    assertThat(status.state()).isEqualTo(ModelState.FAILED);
    assertThat(status.reason()).contains("label_filename of output 'sum': cannot read ", "l.txt");
  }

  @Test
  void aFileThatIsNoTextFailsTheLoad() throws Exception {
    assertThat(load(new byte[] {'a', (byte) 0xff}).reason())
        .contains("label_filename of output 'sum': names/l.txt is not text (expected: UTF-8)");
  }

  @Test
  void aFileThatIsTooLargeFailsTheLoad() throws Exception {
    assertThat(load(new byte[(16 << 20) + 1]).reason())
        .contains("label_filename of output 'sum'", "is too large (limit: 16777216 bytes)");
  }

  @Test
  void aLinkOutOfTheModelFailsTheLoad() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside.txt"), "secret");
    Path names = Files.createDirectories(server.directory("m").resolve("names"));
    Files.createSymbolicLink(names.resolve("l.txt"), outside);

    assertThat(server.load("m", "add_sub", LABELLED).reason())
        .contains("label_filename of output 'sum'", "is a link out of the model's directory");
  }
}
