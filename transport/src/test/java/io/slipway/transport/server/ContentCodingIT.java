// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingIT {
  private static final int MAX_BODY_BYTES = 1_000_000;

  private TestServer server;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer(config -> config.maxBodyBytes(MAX_BODY_BYTES));
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  private static byte[] text(int size) {
    return Arrays.copyOf("[0.25, 0.5]".repeat(60_000).getBytes(StandardCharsets.UTF_8), size);
  }

  private static byte[] pack(byte[] plain, String coding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        coding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] unpack(HttpResponse<byte[]> answer) throws IOException {
    InputStream packed = new ByteArrayInputStream(answer.body());
    String coding = answer.headers().firstValue("content-encoding").orElse("identity");
    try (InputStream in =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(packed);
          case "deflate" -> new InflaterInputStream(packed);
          default -> packed;
        }) {
      return in.readAllBytes();
    }
  }

  private HttpResponse<byte[]> post(
      HttpClient.Version version, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      URI uri = URI.create("http://localhost:" + server.port() + path);
      return client.send(
          HttpRequest.newBuilder(uri)
              .headers(headers)
              .POST(BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofByteArray());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1,gzip,10",
    "HTTP_1_1,gzip,600000",
    "HTTP_1_1,deflate,600000",
    "HTTP_2,gzip,10",
    "HTTP_2,gzip,600000",
    "HTTP_2,deflate,600000"
  })
  void unpacksRequests(HttpClient.Version version, String coding, int size) throws Exception {
    byte[] plain = text(size);
    var answer = post(version, "/echo", pack(plain, coding), "Content-Encoding", coding);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
    assertThat(answer.body()).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1,gzip,2000",
    "HTTP_1_1,deflate,600000",
    "HTTP_2,gzip,600000",
    "HTTP_2,deflate,2000"
  })
  void packsAnswers(HttpClient.Version version, String coding, int size) throws Exception {
    var answer = post(version, "/later", text(size), "Accept-Encoding", coding);
    assertThat(answer.headers().firstValue("content-encoding")).contains(coding);
    assertThat(answer.headers().firstValue("vary")).contains("Accept-Encoding");
    assertThat(answer.body()).hasSizeLessThan(size / 2);
    assertThat(unpack(answer)).isEqualTo(text(size));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void packsAndUnpacksAtOnce(HttpClient.Version version) throws Exception {
    byte[] packed = pack(text(300_000), "gzip");
    var answer =
        post(version, "/echo", packed, "Content-Encoding", "gzip", "Accept-Encoding", "deflate");
    assertThat(answer.headers().firstValue("content-encoding")).contains("deflate");
    assertThat(unpack(answer)).isEqualTo(text(300_000));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void doesNotPackWhatIsSmallOrDoesNotShrink(HttpClient.Version version) throws Exception {
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    for (byte[] plain : new byte[][] {text(500), noise}) {
      var answer = post(version, "/echo", plain, "Accept-Encoding", "gzip");
      assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
      assertThat(answer.body()).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void saysWhatItUnpacks(HttpClient.Version version) throws Exception {
    var answer = post(version, "/echo", text(10), "Content-Encoding", "br");
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("accept-encoding")).contains("gzip, deflate");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":\"Content-Encoding: 'br' (expected: gzip or deflate, and one of them"
                + " only)\"}");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void refusesABombAndGoesOn(HttpClient.Version version) throws Exception {
    byte[] bomb = pack(new byte[200_000_000], "gzip");
    assertThat(bomb).hasSizeLessThan(MAX_BODY_BYTES);
    assertThat(post(version, "/echo", bomb, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(413);
    assertThat(server.server().bufferedBytes()).isZero();
    byte[] plain = text(10);
    var next = post(version, "/echo", pack(plain, "gzip"), "Content-Encoding", "gzip");
    assertThat(next.body()).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void refusesWhatIsNotPacked(HttpClient.Version version) throws Exception {
    var answer = post(version, "/echo", text(100), "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("not valid gzip");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void answersWhatTheServiceThrowsForAPackedRequest(HttpClient.Version version) throws Exception {
    var answer = post(version, "/throw", pack(text(10), "gzip"), "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("1");
  }
}
