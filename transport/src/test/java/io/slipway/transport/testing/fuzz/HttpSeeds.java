// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Requests of HTTP/1.1, good and damaged. */
public final class HttpSeeds {
  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  private static final String LAST = "Connection: close";

  private static final String JSON =
      """
      {"id":"a","inputs":[{"name":"X","shape":[2,4],"datatype":"FP32",\
      "data":[[4.4,3.0,1.3,0.2],[6.1,3.0,4.9,1.8e0]]}],\
      "outputs":[{"name":"label","parameters":{"classification":2}}],\
      "parameters":{"priority":1,"timeout":1000000,"sequence_id":7,"sequence_start":true}}\
      """;

  private static final String V1 =
      "{\"instances\":[[4.4,3.0,1.3,0.2],[1,-2e0,0.1,3]],\"signature_name\":\"s\"}";

  /** A request; the length of its body is told when it is sent. */
  private record Request(String line, List<String> headers, byte[] body) {
    Request(String line, String body, String... headers) {
      this(line, List.of(headers), body.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
      StringBuilder head = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
      headers.forEach(header -> head.append(header).append("\r\n"));
      boolean framed = headers.stream().anyMatch(header -> header.startsWith("Transfer-Encoding"));
      if (!framed && body.length > 0) {
        head.append("Content-Length: ").append(body.length).append("\r\n");
      }
      head.append("\r\n");
      return concat(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
    }
  }

  private final List<Request> requests = new ArrayList<>();

  public HttpSeeds() {
    get();
    infer();
    v1();
    extensions();
  }

  private void get() {
    for (String path :
        List.of(
            "/",
            "/v2",
            "/v2/health/ready",
            "/v2/models/iris",
            "/v2/models/iris/versions/1/ready",
            "/v2/models/iris/config",
            "/v2/models/stats",
            "/v2/logging",
            "/v2/docs/dataplane.json",
            "/v1/models/iris/metadata",
            "/v1/models",
            "/serving/default/iris/v2",
            "/ping",
            "/metrics")) {
      requests.add(new Request("GET " + path, "", LAST));
    }
  }

  private void infer() {
    String infer = "POST /v2/models/iris/infer";
    requests.add(new Request("OPTIONS /v2/models/iris/infer", "", "Origin: http://a", LAST));
    requests.add(new Request("HEAD /v2/models/iris", "", LAST));
    requests.add(new Request(infer, JSON, "Content-Type: application/json", LAST));
    requests.add(new Request(infer, JSON, "Expect: 100-continue", LAST));
    requests.add(new Request(infer, JSON, "Accept-Encoding: gzip;q=1.0, deflate;q=0.5", LAST));
    requests.add(new Request("POST /v2/models/iris/versions/1/infer", JSON, LAST));
    requests.add(binary(infer));
    requests.add(
        new Request(
            infer, List.of("Inference-Header-Content-Length: 0", LAST), floats(4.4f, 3f, 1f, 0f)));
    requests.add(
        new Request(
            infer, List.of("Transfer-Encoding: chunked", LAST), chunked(JSON.getBytes(UTF_8))));
    requests.add(
        new Request(infer, List.of("Content-Encoding: gzip", LAST), packed(JSON.getBytes(UTF_8))));
  }

  private void v1() {
    requests.add(new Request("POST /v1/models/iris:predict", V1, LAST));
    requests.add(new Request("POST /v1/models/iris:explain", V1, LAST));
    requests.add(new Request("POST /invocations", V1, LAST));
    requests.add(
        new Request(
            "POST /v1/models/iris:predict",
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"s\",\"data\":"
                + V1
                + "}",
            "Content-Type: application/cloudevents+json",
            LAST));
    requests.add(
        new Request(
            "POST /v1/models/iris:predict",
            V1,
            "ce-id: 1",
            "ce-type: t",
            "ce-source: s",
            "ce-specversion: 1.0",
            LAST));
  }

  private void extensions() {
    requests.add(new Request("POST /v2/repository/index", "{\"ready\":true}", LAST));
    requests.add(
        new Request(
            "POST /v2/repository/models/iris/load",
            "{\"parameters\":{\"config\":\"{\\\"name\\\":\\\"iris\\\"}\",\"file:1/m\":\"AA==\"}}",
            LAST));
    requests.add(
        new Request(
            "POST /v2/models/iris/generate",
            "{\"text_input\":\"a\",\"parameters\":{\"n\":1}}",
            LAST));
    requests.add(
        new Request(
            "POST /v2/models/iris/generate_stream", "{\"X\":[[1,2,3,4]],\"id\":\"a\"}", LAST));
    requests.add(new Request("POST /v2/trace/setting", "{\"trace_level\":[\"OFF\"]}", LAST));
    requests.add(
        new Request(
            "POST /v2/systemsharedmemory/region/r/register",
            "{\"key\":\"/none\",\"offset\":0,\"byte_size\":64}",
            LAST));
    requests.add(
        new Request(
            "GET /v2",
            "",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__"));
  }

  private static Request binary(String line) {
    byte[] header =
        """
        {"inputs":[{"name":"X","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}],\
        "parameters":{"binary_data_output":true}}\
        """
            .getBytes(UTF_8);
    return new Request(
        line,
        List.of("Inference-Header-Content-Length: " + header.length, LAST),
        concat(header, floats(4.4f, 3f, 1.3f, 0.2f)));
  }

  public int count() {
    return requests.size();
  }

  /** A good request. */
  public byte[] whole(int index) {
    return requests.get(index).toBytes();
  }

  /** One with faults: in its body, in its head, or anywhere; perhaps with another behind it. */
  public byte[] damaged(Random random) {
    Request request = requests.get(random.nextInt(requests.size()));
    byte[] bytes =
        switch (random.nextInt(4)) {
          case 0 -> Damage.of(request.toBytes(), random);
          case 1 -> head(request, random).toBytes();
          default ->
              new Request(request.line(), request.headers(), Damage.of(request.body(), random))
                  .toBytes();
        };
    return random.nextInt(8) == 0 ? concat(bytes, whole(random.nextInt(requests.size()))) : bytes;
  }

  private static Request head(Request request, Random random) {
    List<String> headers = new ArrayList<>(request.headers());
    int at = random.nextInt(headers.size());
    switch (random.nextInt(4)) {
      case 0 -> headers.set(at, new String(Damage.of(bytes(headers.get(at)), random), UTF_8));
      case 1 -> headers.add(headers.get(at));
      case 2 ->
          headers.add(
              List.of(
                      "Content-Length: 1",
                      "Content-Length: 18446744073709551617",
                      "Transfer-Encoding: chunked",
                      "Transfer-Encoding: gzip, chunked",
                      "Inference-Header-Content-Length: -1",
                      "Inference-Header-Content-Length: 9999999999",
                      "Content-Encoding: gzip",
                      "Content-Encoding: deflate, gzip",
                      "Grpc-Timeout: 1n",
                      "Host: elsewhere",
                      "X: " + "y".repeat(1 << random.nextInt(15)))
                  .get(random.nextInt(11)));
      default -> {
        String line = new String(Damage.of(bytes(request.line()), random), UTF_8);
        return new Request(line, headers, request.body());
      }
    }
    return new Request(request.line(), headers, request.body());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static byte[] chunked(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < body.length; from += 50) {
      int size = Math.min(50, body.length - from);
      out.writeBytes(bytes(Integer.toHexString(size) + ";x=y\r\n"));
      out.write(body, from, size);
      out.writeBytes(bytes("\r\n"));
    }
    out.writeBytes(bytes("0\r\nTrailer: a\r\n\r\n"));
    return out.toByteArray();
  }

  static byte[] packed(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packer = new GZIPOutputStream(out)) {
      packer.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
