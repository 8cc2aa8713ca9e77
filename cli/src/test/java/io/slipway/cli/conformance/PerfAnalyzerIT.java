// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code perf_analyzer} measures the server, in the ways that its documentation shows. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class PerfAnalyzerIT {
  private static final System.Logger log = System.getLogger(PerfAnalyzerIT.class.getName());
  private static final Pattern THROUGHPUT = Pattern.compile("Throughput: ([0-9.]+) infer/sec");
  private static final Pattern COMPLAINT =
      Pattern.compile("(?im)^.*(?:error|fail|unable|can not).*$");

  /** A short measurement, which a busy machine does not make fail for being uneven. */
  private static final String WINDOWS = " --measurement-interval 500 --stability-percentage 999";

  private static final String IRIS = "-m iris" + WINDOWS;
  private static final String SHARED = " --shared-memory system --output-shared-memory-size 4096";

  /** All datatypes that there are. Random bytes, which it sends otherwise, are no BOOLs. */
  private static final String EVERYTHING =
      "-m identity_all --input-data zero --string-data hello"
          + WINDOWS
          + Stream.of(
                  "BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 BF16 FP32 FP64 BYTES"
                      .split(" "))
              .map(datatype -> " --shape in_" + datatype + ":1,2")
              .collect(Collectors.joining());

  private static final List<String> OVER_HTTP =
      List.of(
          IRIS,
          IRIS + " -b 8" + SHARED,
          IRIS
              + " --concurrency-range 1:4:3 --input-tensor-format json --output-tensor-format json",
          EVERYTHING);

  private static final List<String> OVER_GRPC =
      List.of(
          IRIS + " --streaming",
          IRIS + " -b 8" + SHARED,
          IRIS + " --request-rate-range 20:40:20",
          "-m iris --request-count 50 -a --grpc-compression-algorithm gzip",
          EVERYTHING);

  @TempDir private Path repository;

  @Test
  void theOldOneMeasures() throws Exception {
    assertMeasures(PerfAnalyzer.OLD);
  }

  @Test
  void theNewOneMeasuresWhereTheMachineCanRunIt() throws Exception {
    if (PerfAnalyzer.NEW.runsHere()) {
      assertMeasures(PerfAnalyzer.NEW);
    } else {
      log.log(
          System.Logger.Level.INFO,
          "perf_analyzer {0} was not run: it needs glibc {1}, and here is {2}",
          PerfAnalyzer.NEW.version(),
          PerfAnalyzer.NEW.cLibrary(),
          PerfAnalyzer.Release.cLibraryHere());
    }
  }

  private void assertMeasures(PerfAnalyzer.Release release)
      throws IOException, InterruptedException {
    PerfAnalyzer program = PerfAnalyzer.of(release);
    place("iris", Checkout.examples().resolve("iris/model.onnx"), "max_batch_size: 16");
    place("identity_all", Checkout.testModels().resolve("identity_all.onnx"), "");
    try (var server =
        SlipwayProcess.serveRepository(
            repository, "--load-model", "*", "--allow-client-shm", "true")) {
      for (String options : OVER_HTTP) {
        assertMeasures(program, options + " -i http -u " + server.http().getAuthority());
      }
      for (String options : OVER_GRPC) {
        assertMeasures(program, options + " -i grpc -u " + server.grpc());
      }
    }
  }

  private void place(String model, Path file, String config) throws IOException {
    Path folder = repository.resolve(model);
    Files.createDirectories(folder.resolve("1"));
    Files.copy(file, folder.resolve("1/model.onnx"));
    Files.writeString(folder.resolve("config.pbtxt"), config);
  }

  private static void assertMeasures(PerfAnalyzer program, String options)
      throws IOException, InterruptedException {
    Command.Result result = program.run(List.of(options.split(" ", -1)));
    assertThat(result.exitCode()).as(() -> result.describe("failed")).isZero();
    List<Double> rates = new ArrayList<>();
    THROUGHPUT
        .matcher(result.stdout())
        .results()
        .forEach(match -> rates.add(Double.valueOf(match.group(1))));
    assertThat(rates)
        .as(() -> result.describe("measured nothing"))
        .hasSize(options.contains("-range") ? 2 : 1)
        .allSatisfy(rate -> assertThat(rate).isPositive());
    assertThat(COMPLAINT.matcher(result.stdout() + result.stderr()).results().map(m -> m.group()))
        .as(() -> result.describe("complained"))
        .isEmpty();
  }
}
