// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.api.model.ModelId;
import io.slipway.api.tensor.BytesLayout;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.modelserver.trace.TraceRecord.Content;
import io.slipway.modelserver.trace.TraceRecord.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("trace.json");
  }

  private static TraceRecord trace(long id, String account, int logFrequency) {
    return trace(id, account, logFrequency, "1", List.of());
  }

  private static TraceRecord trace(
      long id, String account, int logFrequency, String version, List<Content> tensors) {
    return new TraceRecord(
        id,
        new ModelId("m", version),
        id == 1 ? "mine" : null,
        List.of(new Point("REQUEST_START", 10 * id), new Point("REQUEST_END", 10 * id + 1)),
        tensors,
        account,
        logFrequency,
        0);
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(Files.readString(file));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileIsAnArrayWheneverNothingWaits() throws Exception {
    try (TraceFiles files = new TraceFiles(path, 1 << 20)) {
      files.write(trace(1, "", 0));
      files.idle();
      assertThat(read(path).toString())
          .isEqualTo(
              """
              [{"id":1,"model_name":"m","model_version":1,"request_id":"mine"},\
              {"id":1,"timestamps":[{"name":"REQUEST_START","ns":10}]},\
              {"id":1,"timestamps":[{"name":"REQUEST_END","ns":11}]}]\
              """);
      files.write(trace(2, "", 0));
      files.write(trace(3, "default/m", 0)); // all that have no frequency share it
      files.idle();
      assertThat(read(path).findValuesAsText("model_name")).hasSize(3);
      files.idle();
      files.write(trace(4, "", 0));
    }
    assertThat(read(path).findValuesAsText("model_name")).hasSize(4);
    assertThat(files()).containsExactly("trace.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void whatWasThereBeforeIsWrittenOver() throws Exception {
    Files.writeString(path, "x".repeat(10_000));
    try (TraceFiles files = new TraceFiles(path, 1 << 20)) {
      files.write(trace(1, "", 0));
    }
    assertThat(read(path)).hasSize(3);
  }

  @Test
  void filesChangeAfterSoManyTraces() throws Exception {
    try (TraceFiles files = new TraceFiles(path, 1 << 20)) {
      for (int i = 1; i <= 5; i++) {
        files.write(trace(i, "", 2));
      }
      assertThat(read(directory.resolve("trace.json.0"))).hasSize(6);
      assertThat(read(directory.resolve("trace.json.1"))).hasSize(6);
    }
    assertThat(files()).containsExactly("trace.json.0", "trace.json.1", "trace.json.2");
    assertThat(read(directory.resolve("trace.json.2"))).hasSize(3);
  }

  @Test
  void eachAccountFillsFilesOfItsOwn() throws Exception {
    try (TraceFiles files = new TraceFiles(path, 1 << 20)) {
      files.write(trace(1, "", 2));
      files.write(trace(2, "default/m", 3));
      files.write(trace(3, "", 2));
      files.write(trace(4, "default/m", 3));
      files.write(trace(5, "default/m", 1)); // fewer from now on
    }
    assertThat(read(directory.resolve("trace.json.0")).findValuesAsText("id"))
        .containsOnly("1", "3");
    assertThat(read(directory.resolve("trace.json.1")).findValuesAsText("id"))
        .containsOnly("2", "4");
    assertThat(read(directory.resolve("trace.json.2")).findValuesAsText("id")).containsOnly("5");
  }

  @Test
  void beyondTheLimitNothingIsWritten() throws Exception {
    try (TraceFiles files = new TraceFiles(path, 400)) {
      files.write(trace(1, "", 0));
      files.write(trace(2, "", 0));
      assertThatThrownBy(() -> files.write(trace(3, "", 0)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("400 as their limit");
    }
    assertThat(Files.size(path)).isLessThan(420);
    assertThat(read(path).findValuesAsText("model_name")).hasSize(2);
  }

  @Test
  void aFileThatCannotBeOpenedLosesTheTrace() throws Exception {
    try (TraceFiles files = new TraceFiles(directory.resolve("none/trace.json"), 1000)) {
      assertThatThrownBy(() -> files.write(trace(1, "", 0))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tensorsAreListsInText() throws Exception {
    ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.1f).putFloat(-2);
    byte[] texts =
        BytesLayout.encode(List.of("a,\"b\"".getBytes(StandardCharsets.UTF_8), new byte[] {-1, 0}));
    byte[] half = {0, 0x3C};
    try (TraceFiles files = new TraceFiles(path, 1 << 20)) {
      files.write(
          trace(
              1,
              "",
              0,
              "blue",
              List.of(
                  content("TENSOR_QUEUE_INPUT", "x", DataType.FP32, floats.array(), 1, 2),
                  content("TENSOR_QUEUE_INPUT", "s", DataType.BYTES, texts, 2),
                  content("TENSOR_BACKEND_OUTPUT", "h", DataType.FP16, half))));
    }
    JsonNode traces = read(path);
    assertThat(traces.get(0).get("model_version").asText()).isEqualTo("blue");
    assertThat(traces.get(3).toString())
        .isEqualTo(
            """
            {"id":1,"activity":"TENSOR_QUEUE_INPUT","tensor":{"name":"x","data":"0.1,-2.0",\
            "shape":"1,2","dtype":"FP32"}}\
            """);
    assertThat(traces.get(4).at("/tensor/data").asText()).isEqualTo("\"a,\\\"b\\\"\",\"/wA=\"");
    assertThat(traces.get(5).at("/tensor/data").asText()).isEqualTo("1.0");
    assertThat(traces.get(5).at("/tensor/shape").asText()).isEmpty();
    assertThat(traces.get(5).get("activity").asText()).isEqualTo("TENSOR_BACKEND_OUTPUT");
  }

  private static Content content(
      String activity, String name, DataType datatype, byte[] data, long... dims) {
    return new Content(activity, name, datatype, Shape.of(dims), data);
  }
}
