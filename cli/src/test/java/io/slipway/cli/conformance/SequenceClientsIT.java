// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Triton's clients send sequences to models with state, and see classes by their names. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class SequenceClientsIT {
  private static final String BATCHING =
      """
      max_batch_size: 4
      instance_group { count: 1 }
      sequence_batching {
        max_sequence_idle_microseconds: 5000000
        %s
        control_input [
          { name: "start" control { kind: CONTROL_SEQUENCE_START fp32_false_true: [ 0, 1 ] } },
          { name: "ready" control { kind: CONTROL_SEQUENCE_READY int32_false_true: [ 0, 1 ] } },
          { name: "end" control { kind: CONTROL_SEQUENCE_END bool_false_true: [ false, true ] } },
          { name: "corrid" control { kind: CONTROL_SEQUENCE_CORRID data_type: %s } }
        ]
        state { input_name: "state_in" output_name: "state_out" data_type: TYPE_FP32 dims: 1 }
      }
      """;

  private static final String LABELLED =
      "output [ { name: \"probabilities\" label_filename: \"labels.txt\" } ]";

  @TempDir private Path repository;

  @Test
  void tritonClientsSendSequences() throws Exception {
    List<String> checks = new ArrayList<>();
    for (String kind : List.of("http", "http aio", "grpc", "grpc aio")) {
      Stream.of("integers", "texts", "control inputs", "start again", "refusals", "descriptions")
          .forEach(check -> checks.add(kind + " " + check));
      checks.add(kind + " labels");
    }
    checks.addAll(List.of("stream of integers", "stream of texts", "stream of one sequence"));
    checks.add("asynchronous stream");
    try (var server = serve()) {
      PythonChecks.assertPass(server, "triton_sequences.py", checks);
    }
  }

  @Test
  void perfAnalyzerMeasuresSequences() throws Exception {
    PerfAnalyzer program = PerfAnalyzer.of(PerfAnalyzer.OLD);
    try (var server = serve()) {
      String options =
          "--num-of-sequences 8 --sequence-length 5 --measurement-interval 500"
              + " --stability-percentage 999 --input-data zero";
      for (String way :
          List.of(
              "-m acc -i http -u " + server.http().getAuthority(),
              "-m acc -i grpc --streaming -u " + server.grpc(),
              "-m oldest -i grpc -u " + server.grpc())) {
        Command.Result result = program.run(List.of((way + " " + options).split(" ", -1)));
        assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
        assertThat(result.stdout())
            .as(() -> result.describe("measured nothing"))
            .contains("Sequence count: ", "Throughput: ")
            .doesNotContain("Throughput: 0 ");
      }
    }
  }

  private SlipwayProcess serve() throws IOException, InterruptedException {
    Path models = Checkout.testModels();
    place("acc", models.resolve("accumulator.onnx"), BATCHING.formatted("", "TYPE_UINT64"));
    place(
        "oldest",
        models.resolve("accumulator.onnx"),
        BATCHING.formatted(
            "oldest { max_candidate_sequences: 16 max_queue_delay_microseconds: 500 }",
            "TYPE_UINT64"));
    place("texts", models.resolve("accumulator_text.onnx"), BATCHING.formatted("", "TYPE_STRING"));
    place("labelled", Checkout.examples().resolve("iris/model.onnx"), LABELLED);
    Files.writeString(repository.resolve("labelled/labels.txt"), "setosa\nversicolor\nvirginica\n");
    return SlipwayProcess.serveRepository(repository, "--load-model", "*");
  }

  private void place(String model, Path file, String config) throws IOException {
    Path folder = repository.resolve(model);
    Files.createDirectories(folder.resolve("1"));
    Files.copy(file, folder.resolve("1/model.onnx"));
    Files.writeString(folder.resolve("config.pbtxt"), config);
  }
}
