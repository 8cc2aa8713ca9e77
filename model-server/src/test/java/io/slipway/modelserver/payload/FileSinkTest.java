// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.modelserver.payload.PayloadEvent.Kind;
import io.slipway.modelserver.payload.PayloadEvent.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123456Z");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  FileSinkTest() {}

  private Path file() {
    return directory.resolve("log.jsonl");
  }

  private FileSink sink(String options) {
    return new FileSink(file(), LogOptions.parse(options), InstantSource.fixed(TIME));
  }

  private static PayloadEvent event(String type, @Nullable String jsonLength, String data) {
    return new PayloadEvent(
        Kind.REQUEST,
        "id-1",
        TIME,
        new Source("ns", "svc", Source.PREDICTOR, Map.of("a\"b", "ü")),
        type,
        jsonLength,
        Map.of("X-Id", List.of("1")),
        data.getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode written(PayloadEvent event) throws IOException {
    try (FileSink sink = sink("sampling=1")) {
      sink.write(event);
    }
    String text = Files.readString(file());
    assertThat(text).endsWith("\n").containsOnlyOnce("\n");
    return new ObjectMapper().readTree(text);
  }

  @Test
  void writesTheAttributesOfCloudEvents() throws Exception {
    JsonNode event = written(event("application/json", null, "{\"a\":\r\n [1]}"));
    assertThat(event.get("time").asText()).isEqualTo("2026-11-22T10:00:00.123456Z");
    assertThat(event.get("recordedtime").asText()).isEqualTo("2026-11-22T10:00:00.123456Z");
    assertThat(event.get("source").asText()).isEqualTo("/serving/ns/svc");
    assertThat(event.get("annotations").get("a\"b").asText()).isEqualTo("ü");
    assertThat(event.get("metadata").get("X-Id").get(0).asText()).isEqualTo("1");
    assertThat(event.get("data").get("a").get(0).asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null", "/"})
  void whatIsNoFileIsNotWrittenTo(String path) throws Exception {
    LogOptions options = LogOptions.DEFAULTS;
    try (FileSink sink = new FileSink(Path.of(path), options, InstantSource.fixed(TIME))) {
      assertThatThrownBy(() -> sink.write(event("text/plain", null, "x")))
          .isInstanceOf(IOException.class)
          .hasMessage(path + " is no regular file (expected: one, or nothing yet)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{} {}", "\"\n\"", "", "{'a': 1}"})
  void whatIsNoJsonIsWrittenAsItsBytes(String data) throws Exception {
    JsonNode event = written(event("application/json", null, data));
    assertThat(event.get("data")).isNull();
    assertThat(event.get("data_base64").binaryValue())
        .isEqualTo(data.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aBodyWithBinaryTensorsIsWrittenAsItsBytes() throws Exception {
    JsonNode event = written(event("application/json", "2", "{}rest"));
    assertThat(event.get("inferenceheadercontentlength").asText()).isEqualTo("2");
    assertThat(event.get("data_base64").binaryValue()).asString().isEqualTo("{}rest");
  }

  @Test
  void keepsSoManyFilesOfSoManyBytes() throws Exception {
    try (FileSink sink = sink("rotate=1000,files=2")) {
      for (int i = 0; i < 20; i++) {
        sink.write(event("application/json", null, "{\"number\":" + i + "}"));
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("log.jsonl", "log.jsonl.1", "log.jsonl.2");
    }
    assertThat(Files.size(file())).isLessThanOrEqualTo(1000);
    assertThat(Files.readString(file())).contains("{\"number\":19}");
    String older = Files.readString(directory.resolve("log.jsonl.1"));
    assertThat(older).hasSizeLessThanOrEqualTo(1000).doesNotContain("{\"number\":19}");
    assertThat(Files.readString(directory.resolve("log.jsonl.2"))).isNotEqualTo(older);
  }

  @Test
  void keepsNoOldFileIfNoneIsToBeKept() throws Exception {
    try (FileSink sink = sink("rotate=1,files=0")) {
      sink.write(event("application/json", null, "1"));
      sink.write(event("application/json", null, "2"));
    }
    assertThat(Files.readAllLines(file())).hasSize(1);
    assertThat(directory.resolve("log.jsonl.1")).doesNotExist();
  }

  @Test
  void goesOnWithTheFileOfAnEarlierRun() throws Exception {
    Files.writeString(file(), "{}\n");
    try (FileSink sink = sink("sampling=1")) {
      sink.write(event("application/json", null, "1"));
    }
    assertThat(Files.readAllLines(file())).hasSize(2).first().isEqualTo("{}");
  }

  @Test
  void triesAnewAfterAFailure() throws Exception {
    try (FileSink sink = sink("sampling=1")) {
      Files.createDirectory(file());
      assertThatThrownBy(() -> sink.write(event("application/json", null, "1")))
          .isInstanceOf(IOException.class);
      Files.delete(file());
      sink.write(event("application/json", null, "2"));
      sink.idle();
      assertThat(Files.readAllLines(file())).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|sampling=0.1",
        "speed=1|'speed'",
        "sampling=0|sampling=0.0",
        "sampling=1.1|sampling=1.1",
        "sampling=x|sampling=x",
        "events=0|events=0",
        "bytes=0|bytes=0",
        "rotate=1TB|rotate=1TB",
        "files=-1|files=-1",
        "files=1,files=2|given twice",
      })
  void refusesWhatIsNoOption(String text, String expected) {
    assertThatThrownBy(() -> LogOptions.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void readsOptions() {
    assertThat(LogOptions.parse("sampling=0.5, events=7, bytes=2KiB, rotate=3MiB, files=0"))
        .isEqualTo(new LogOptions(0.5, 7, 2048, 3 << 20, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "ftp://x/y", "file://relative", "http:///x", "https://", " "})
  void refusesWhatIsNoDestination(String text) {
    assertThatThrownBy(() -> Destination.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: http://");
  }

  @Test
  void readsDestinations() {
    assertThat(Destination.parse("file:///a/b.jsonl"))
        .isEqualTo(new Destination.File(Path.of("/a/b.jsonl")));
    assertThat(Destination.parse("b.jsonl"))
        .isEqualTo(new Destination.File(Path.of("b.jsonl").toAbsolutePath()));
    assertThat(Destination.parse("https://sink.example.com/x").shown())
        .isEqualTo("https://sink.example.com/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/./b", "/a//b", "/a/c/../b", "file:///a/./b", "/a/b/"})
  void aFileIsOneDestinationHoweverItIsSpelled(String text) {
    assertThat(Destination.parse(text)).isEqualTo(Destination.parse("/a/b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"./b", "c/../b", "../NAME/b"})
  void soIsOneOfTheWorkingDirectory(String text) {
    String here = String.valueOf(Path.of("").toAbsolutePath().getFileName());
    assertThat(Destination.parse(text.replace("NAME", here))).isEqualTo(Destination.parse("b"));
  }
}
