// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is sent again and again, and to whom. */
public sealed interface Call {
  InetSocketAddress address();

  /**
   * @param bytes the whole HTTP/1.1 request
   */
  record Http(InetSocketAddress address, byte[] bytes) implements Call {}

  /**
   * @param path of the method, such as {@code /inference.GRPCInferenceService/ModelInfer}
   * @param frames the message behind its five bytes of gRPC framing
   */
  record Grpc(InetSocketAddress address, String path, byte[] frames) implements Call {}

  static Call post(
      InetSocketAddress address, String path, Map<String, String> headers, byte[] body) {
    StringBuilder head =
        new StringBuilder("POST ")
            .append(path)
            .append(" HTTP/1.1\r\nHost: ")
            .append(authority(address))
            .append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    return new Http(address, concat(head.toString().getBytes(StandardCharsets.ISO_8859_1), body));
  }

  static Call get(InetSocketAddress address, String path) {
    return new Http(
        address,
        ("GET " + path + " HTTP/1.1\r\nHost: " + authority(address) + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  static Call unary(InetSocketAddress address, String path, byte[] message) {
    int length = message.length;
    byte[] framing = {
      0, (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
    };
    return new Grpc(address, path, concat(framing, message));
  }

  static String authority(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = new byte[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
