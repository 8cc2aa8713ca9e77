// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Connections of HTTP/2, most of them with gRPC calls, good and damaged. */
public final class Http2Seeds {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int PRIORITY = 2;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private static final String SERVICE = "/inference.GRPCInferenceService/";

  /** A frame as it is sent. */
  private record Frame(int type, int flags, int stream, byte[] payload) {
    void writeTo(ByteArrayOutputStream out, int length) {
      out.writeBytes(
          ByteBuffer.allocate(9)
              .put((byte) (length >> 16))
              .putShort((short) length)
              .put((byte) type)
              .put((byte) flags)
              .putInt(stream)
              .array());
      out.writeBytes(payload);
    }
  }

  private final List<List<Frame>> connections = new ArrayList<>();

  public Http2Seeds() {
    byte[] iris = infer("iris");
    unary(SERVICE + "ModelInfer", iris);
    unary(SERVICE + "ModelInfer", typed());
    packed(SERVICE + "ModelInfer", iris);
    unary(SERVICE + "ServerMetadata", new byte[0]);
    byte[] name = new Protobuf().text(1, "iris").text(2, "1").toBytes();
    for (String method :
        List.of(
            "ModelMetadata",
            "ModelReady",
            "ModelConfig",
            "ModelStatistics",
            "RepositoryIndex",
            "RepositoryModelLoad",
            "SystemSharedMemoryStatus",
            "TraceSetting")) {
      unary(SERVICE + method, name);
    }
    unary("/grpc.health.v1.Health/Check", new Protobuf().text(1, "iris").toBytes());
    unary(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        new Protobuf().text(4, "inference.GRPCInferenceService").toBytes());
    unary(
        "/tensorflow.serving.PredictionService/GetModelMetadata",
        new Protobuf()
            .message(1, new Protobuf().text(1, "iris"))
            .text(2, "signature_def")
            .toBytes());
    stream(iris);
    plain();
    bookkeeping(iris);
  }

  /** The iris model's request, as bytes of a tensor. */
  private static byte[] infer(String model) {
    byte[] floats = new byte[16];
    ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN).putFloat(4.4f).putFloat(3f);
    return new Protobuf()
        .text(1, model)
        .text(2, "1")
        .text(3, "id")
        .message(4, new Protobuf().text(1, "priority").message(2, new Protobuf().number(2, 1)))
        .message(5, new Protobuf().text(1, "X").text(2, "FP32").bytes(3, new byte[] {1, 4}))
        .message(6, new Protobuf().text(1, "label"))
        .bytes(7, floats)
        .toBytes();
  }

  private static byte[] typed() {
    Protobuf contents = new Protobuf().bytes(6, new byte[16]);
    return new Protobuf()
        .text(1, "iris")
        .message(
            5,
            new Protobuf()
                .text(1, "X")
                .text(2, "FP32")
                .bytes(3, new byte[] {1, 4})
                .message(5, contents))
        .toBytes();
  }

  private void unary(String path, byte[] message) {
    connections.add(
        List.of(
            settings(),
            headers(1, grpc(path), END_HEADERS),
            new Frame(DATA, END_STREAM, 1, framed(0, message))));
  }

  private void packed(String path, byte[] message) {
    Http2Headers headers = grpc(path).add("grpc-encoding", "gzip").add("grpc-timeout", "10S");
    connections.add(
        List.of(
            settings(),
            headers(1, headers, END_HEADERS),
            new Frame(DATA, END_STREAM, 1, framed(1, HttpSeeds.packed(message)))));
  }

  /** Two requests of a stream, the first in two frames; then its end. */
  private void stream(byte[] message) {
    byte[] framed = framed(0, message);
    connections.add(
        List.of(
            settings(),
            headers(1, grpc(SERVICE + "ModelStreamInfer"), END_HEADERS),
            new Frame(DATA, 0, 1, Arrays.copyOf(framed, 9)),
            new Frame(DATA, 0, 1, Arrays.copyOfRange(framed, 9, framed.length)),
            new Frame(DATA, 0, 1, framed),
            new Frame(DATA, END_STREAM, 1, new byte[0])));
  }

  /** What is no gRPC, on two streams at once. */
  private void plain() {
    byte[] body =
        "{\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}"
            .getBytes(StandardCharsets.UTF_8);
    connections.add(
        List.of(
            settings(),
            headers(1, headers("POST", "/v2/models/iris/infer"), END_HEADERS),
            headers(3, headers("GET", "/v2/models/iris"), END_HEADERS | END_STREAM),
            new Frame(DATA, 0, 1, Arrays.copyOf(body, 20)),
            new Frame(DATA, END_STREAM, 1, Arrays.copyOfRange(body, 20, body.length))));
  }

  /** A call between all the other frames that there are. */
  private void bookkeeping(byte[] message) {
    Frame headers = headers(1, grpc(SERVICE + "ModelInfer"), 0);
    byte[] block = headers.payload();
    connections.add(
        List.of(
            settings(),
            new Frame(SETTINGS, 1, 0, new byte[0]),
            new Frame(PING, 0, 0, new byte[8]),
            new Frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 1, 0, 0}),
            new Frame(HEADERS, 0, 1, Arrays.copyOf(block, 5)),
            new Frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 5, block.length)),
            new Frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 16}),
            new Frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 1, 0, 0}),
            new Frame(DATA, END_STREAM, 1, framed(0, message)),
            new Frame(RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8})));
  }

  private static Frame settings() {
    return new Frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0});
  }

  private static Http2Headers headers(String method, String path) {
    return new DefaultHttp2Headers()
        .method(method)
        .scheme("http")
        .path(path)
        .authority("localhost");
  }

  private static Http2Headers grpc(String path) {
    return headers("POST", path).add("te", "trailers").add("content-type", "application/grpc");
  }

  private static Frame headers(int stream, Http2Headers headers, int flags) {
    ByteBuf block = Unpooled.buffer();
    try (DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder()) {
      encoder.encodeHeaders(stream, headers, block);
    } catch (Http2Exception e) {
      throw new IllegalStateException("good headers were refused", e);
    }
    return new Frame(HEADERS, flags, stream, ByteBufUtil.getBytes(block));
  }

  private static byte[] framed(int compressed, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) compressed)
        .putInt(message.length)
        .put(message)
        .array();
  }

  public int count() {
    return connections.size();
  }

  /** A good connection. */
  public byte[] whole(int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    for (Frame frame : connections.get(index)) {
      frame.writeTo(out, frame.payload().length);
    }
    return out.toByteArray();
  }

  /** One with faults: in a frame's payload or head, in the order of frames, or anywhere. */
  public byte[] damaged(Random random) {
    int choice = random.nextInt(connections.size());
    if (random.nextInt(5) == 0) {
      return Damage.of(whole(choice), random);
    }
    List<Frame> frames = new ArrayList<>(connections.get(choice));
    int at = random.nextInt(frames.size());
    Frame frame = frames.get(at);
    int wrong = -1;
    switch (random.nextInt(8)) {
      case 0 -> frames.add(random.nextInt(frames.size()), frame);
      case 1 -> frames.remove(at);
      case 2 ->
          frames.set(
              at, new Frame(random.nextInt(12), frame.flags(), frame.stream(), frame.payload()));
      case 3 ->
          frames.set(
              at, new Frame(frame.type(), random.nextInt(256), frame.stream(), frame.payload()));
      case 4 ->
          frames.set(
              at, new Frame(frame.type(), frame.flags(), random.nextInt(5) - 1, frame.payload()));
      case 5 -> wrong = at;
      default ->
          frames.set(
              at,
              new Frame(
                  frame.type(), frame.flags(), frame.stream(), Damage.of(frame.payload(), random)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    for (int i = 0; i < frames.size(); i++) {
      int length = frames.get(i).payload().length;
      frames.get(i).writeTo(out, i == wrong ? length + random.nextInt(40) - 20 : length);
    }
    return out.toByteArray();
  }
}
