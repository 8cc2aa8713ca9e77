// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.testing.OnnxServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State of other shapes and datatypes than one number, of a model that remembers what it got. */
class SequenceStatesIT {
  @TempDir private Path folder;
  private OnnxServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  SequenceStatesIT() {}

  @BeforeEach
  void start() throws IOException {
    server = new OnnxServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void load(String config) throws IOException {
    ExecutionConfig execution = new ExecutionConfig(1, 1, 8, Duration.ofSeconds(20));
    String whole = "instance_group { count: 1 }\n" + config;
    assertThat(server.load("acc", "memory", whole, execution).reason()).isEmpty();
  }

  @Test
  void statesMayGrowAndMayBeTexts() throws Exception {
    Path initial = Files.createDirectories(server.directory("acc").resolve("initial_state"));
    ByteBuffer begin = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(initial.resolve("begin"), begin.putFloat(0.5f).putFloat(1.5f).array());
    load(
        """
        max_batch_size: 4
        sequence_batching {
          state [
            { input_name: "seen_in" output_name: "seen_out" data_type: TYPE_FP32 dims: -1
              initial_state { name: "b" data_type: TYPE_FP32 dims: 2 data_file: "begin" } },
            { input_name: "text_in" output_name: "text_out" data_type: TYPE_STRING dims: 1 }
          ]
        }
        """);

    assertThat(remember("a", true)).isEqualTo("[0.5,1.5,3.0] [\"\"]");
    assertThat(remember("b", false)).isEqualTo("[0.5,1.5,3.0,3.0] [\"a\"]");
    assertThat(remember("c", false)).isEqualTo("[0.5,1.5,3.0,3.0,3.0] [\"b\"]");
    assertThat(remember("d", true)).isEqualTo("[0.5,1.5,3.0] [\"\"]");
  }

  private static String textRequest(String id, String text, boolean start) {
    return SequencesIT.request(id, start, false, 3)
        .replace(
            "}]}",
            "}, {\"name\": \"text\", \"shape\": [1, 1], \"datatype\": \"BYTES\", \"data\": [\""
                + text
                + "\"]}]}");
  }

  private String remember(String text, boolean start) throws Exception {
    JsonNode outputs =
        OnnxServer.json(server.post("/v2/models/acc/infer", textRequest("1", text, start)).body())
            .path("outputs");
    return outputs.path(0).path("data") + " " + outputs.path(1).path("data");
  }

  @Test
  void sequencesWhoseStatesDifferInShapeAreRunApart() throws Exception {
    load(
        """
        max_batch_size: 2
        sequence_batching {
          direct { max_queue_delay_microseconds: 300000 minimum_slot_utilization: 1 }
          max_sequence_idle_microseconds: 60000000
          state [
            { input_name: "seen_in" output_name: "seen_out" data_type: TYPE_FP32 dims: -1 },
            { input_name: "text_in" output_name: "text_out" data_type: TYPE_STRING dims: 1 }
          ]
        }
        """);
    remember("alone", true);
    var grown = server.postLater("/v2/models/acc/infer", textRequest("1", "grown", false));
    var fresh = server.postLater("/v2/models/acc/infer", textRequest("2", "fresh", true));
    assertThat(grown.join().body()).contains("\"data\":[0.0,3.0,3.0]").contains("[\"alone\"]");
    assertThat(fresh.join().body()).contains("\"data\":[0.0,3.0]").contains("[\"\"]");

    fresh = server.postLater("/v2/models/acc/infer", textRequest("2", "second", false));
    var other = server.postLater("/v2/models/acc/infer", textRequest("1", "again", true));
    assertThat(fresh.join().body()).contains("[0.0,3.0,3.0]").contains("[\"fresh\"]");
    assertThat(other.join().body()).contains("[0.0,3.0]").contains("[\"\"]");
  }

  @Test
  void stateThatClientsSeeInAnotherShapeFailsTheLoad() throws Exception {
    var status =
        server.load(
            "bad",
            "accumulator",
            "max_batch_size: 4 sequence_batching { "
                + SequencesIT.CONTROLS
                + " }"
                + " output { name: \"state_out\" dims: [ 1, 1 ] reshape { shape: 1 } }");
    assertThat(status.reason()).contains("(expected: as many dimensions)");
  }
}
