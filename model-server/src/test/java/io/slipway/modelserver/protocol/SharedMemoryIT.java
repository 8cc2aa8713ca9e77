// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.RunningServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors through real POSIX shared memory, which there is on Linux. */
class SharedMemoryIT {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String key =
      "/slipway-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
  private final Path object = Path.of("/dev/shm" + key);
  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    server =
        new RunningServer(
            directory, SecurityConfig.OPEN, ProtocolConfig.DEFAULTS.withClientSharedMemory(true));
    Files.write(object, floats(1.5f, 2.5f, 0, 0));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    Files.deleteIfExists(object);
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private HttpResponse<String> register(String body) throws Exception {
    return server.post("/v2/systemsharedmemory/region/r/register", body);
  }

  private void register() throws Exception {
    HttpResponse<String> answer = register("{\"key\":\"" + key + "\",\"byte_size\":16}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String part(int offset, long size) {
    return "\"parameters\":{\"shared_memory_region\":\"r\",\"shared_memory_offset\":%d,"
            .formatted(offset)
        + "\"shared_memory_byte_size\":%d}".formatted(size);
  }

  private HttpResponse<String> infer(String input, String output) throws Exception {
    return server.post(
        "/v2/models/m/infer",
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\","
            + input
            + "},{\"name\":\"b\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[3]}],"
            + "\"outputs\":[{\"name\":\"x\","
            + output
            + "},{\"name\":\"y\"}]}");
  }

  @Test
  void takesAnInputFromARegionAndPutsAnOutputThere() throws Exception {
    register();
    HttpResponse<String> answer = infer(part(0, 8), part(8, 8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2]}")
        .contains("{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.5,2.5]}")
        .containsOnlyOnce("\"data\"");
    assertThat(Files.readAllBytes(object)).isEqualTo(floats(1.5f, 2.5f, 1.5f, 2.5f));
  }

  @Test
  void tellsAndForgetsRegions() throws Exception {
    assertThat(server.get("/v2/systemsharedmemory/status").body()).isEqualTo("[]");
    register();
    String region = "{\"name\":\"r\",\"key\":\"" + key + "\",\"offset\":0,\"byte_size\":16}";
    assertThat(server.get("/v2/systemsharedmemory/status").body()).isEqualTo("[" + region + "]");
    assertThat(server.get("/v2/systemsharedmemory/region/r/status").body())
        .isEqualTo("[" + region + "]");
    assertThat(server.get("/v2/systemsharedmemory/region/s/status").statusCode()).isEqualTo(404);
    assertThat(register("{\"key\":\"" + key + "\",\"byte_size\":16}").statusCode()).isEqualTo(409);
    assertThat(server.post("/v2/systemsharedmemory/region/r/unregister", "").statusCode())
        .isEqualTo(200);
    assertThat(server.post("/v2/systemsharedmemory/unregister", "").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/systemsharedmemory/status").body()).isEqualTo("[]");
    assertThat(infer(part(0, 8), part(8, 8)).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"key\":\"%s\"}",
        "{\"key\":7,\"byte_size\":1}",
        "{\"key\":\"%s\",\"byte_size\":17}",
        "{\"key\":\"%s\",\"byte_size\":-1}",
        "{\"key\":\"%s\",\"byte_size\":1,\"offset\":9223372036854775807}",
        "{\"key\":\"/../etc/passwd\",\"byte_size\":1}",
        "{\"key\":\"%s\",\"byte_size\":1e30}",
      })
  void refusesAnUnsoundRegistration(String body) throws Exception {
    HttpResponse<String> answer = register(body.replace("%s", key));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(server.get("/v2/systemsharedmemory/status").body()).isEqualTo("[]");
  }

  @Test
  void goesOnWhenTheMemoryShrinksUnderIt() throws Exception {
    register();
    try (FileChannel channel = FileChannel.open(object, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    HttpResponse<String> answer = infer(part(0, 8), part(8, 8));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("ends at byte 0");
    assertThat(server.infer("m").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 9, 17, -1, Long.MAX_VALUE})
  void refusesAnInputOfAnotherSize(long size) throws Exception {
    register();
    assertThat(infer(part(0, size), part(8, 8)).statusCode()).isEqualTo(400);
  }

  @Test
  void refusesAnOutputThatDoesNotFitOrIsWantedInTwoForms() throws Exception {
    register();
    assertThat(infer(part(0, 8), part(12, 4)).body())
        .contains("output 'x' has 8 bytes (expected: at most 4");
    assertThat(infer(part(0, 8), part(12, 8)).body()).contains("within its 16 bytes");
    String both = part(8, 8).replace("{", "{\"classification\":1,");
    assertThat(infer(part(0, 8), both).body())
        .contains("has the parameters shared_memory_region and classification");
    both = part(8, 8).replace("{", "{\"binary_data\":true,");
    assertThat(infer(part(0, 8), both).body())
        .contains("has the parameters shared_memory_region and binary_data");
    assertThat(Files.readAllBytes(object)).isEqualTo(floats(1.5f, 2.5f, 0, 0));
  }

  @Test
  void announcesTheExtension() throws Exception {
    assertThat(server.get("/v2").body())
        .contains("\"system_shared_memory\"")
        .doesNotContain("cuda_shared_memory");
  }

  @Test
  void refusesCudaMemory() throws Exception {
    for (String path : new String[] {"/region/r/register", "/region/r/unregister"}) {
      assertThat(server.post("/v2/cudasharedmemory" + path, "{}").statusCode()).isEqualTo(501);
    }
    assertThat(server.get("/v2/cudasharedmemory/status").statusCode()).isEqualTo(501);
    assertThat(server.get("/v2/cudasharedmemory/unregister").statusCode()).isEqualTo(405);
  }

  /**
   * The first call of Triton's examples for system shared memory, and the last of perf_analyzer.
   */
  @Test
  void hasNoCudaMemoryToForget() throws Exception {
    assertThat(server.post("/v2/cudasharedmemory/unregister", "").statusCode()).isEqualTo(200);
  }

  @Test
  void isOffUnlessAllowed(@TempDir Path directory) throws Exception {
    try (RunningServer closed = new RunningServer(directory, SecurityConfig.OPEN)) {
      String body = "{\"key\":\"" + key + "\",\"byte_size\":16}";
      HttpResponse<String> answer = closed.post("/v2/systemsharedmemory/region/r/register", body);
      assertThat(answer.statusCode()).isEqualTo(501);
      assertThat(answer.body()).contains("--allow-client-shm");
      assertThat(closed.get("/v2/systemsharedmemory/status").statusCode()).isEqualTo(501);
      assertThat(closed.get("/v2").body()).doesNotContain("system_shared_memory");
      String output =
          RunningServer.V2.replace("}]}", "}],\"outputs\":[{\"name\":\"x\"," + part(0, 8) + "}]}");
      assertThat(closed.post("/v2/models/m/infer", output).statusCode()).isEqualTo(501);
    }
  }
}
