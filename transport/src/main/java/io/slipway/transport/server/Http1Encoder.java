// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.transport.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the head of an HTTP/1.1 answer into an array that is used again for the next one. Belongs
 * to one event loop.
 */
final class Http1Encoder {
  /** In place of a length: the body comes in chunks. */
  static final int CHUNKED = -1;

  /** In place of a length: the body goes on to the end of the connection. */
  static final int TO_THE_END = -2;

  private static final byte[] JSON_200 =
      ascii("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ");
  private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");

  private byte[] head = new byte[512];
  private int length;

  /** The bytes of the last head, of which {@link #length()} count. */
  byte[] bytes() {
    return head;
  }

  int length() {
    return length;
  }

  /**
   * @param bodyBytes also announced in answer to HEAD, whose body is not sent; or {@link #CHUNKED},
   *     {@link #TO_THE_END}
   * @param connection value of the Connection header, empty for none
   */
  void encode(HttpResponse response, int bodyBytes, String connection) {
    length = 0;
    if (response.status() == 200
        && HttpResponse.JSON.equals(response.contentType())
        && response.headers().isEmpty()
        && connection.isEmpty()
        && bodyBytes >= 0) {
      append(JSON_200);
      appendNumber(bodyBytes);
      append(END_OF_HEAD);
      return;
    }
    append("HTTP/1.1 ");
    appendNumber(response.status());
    append(" ");
    append(reason(response.status()));
    append("\r\n");
    if (response.contentType() != null) {
      appendField("content-type", response.contentType());
    }
    boolean retryAfter = response.status() == 429 || response.status() == 503;
    for (HttpResponse.Header header : response.headers()) {
      retryAfter &= !header.name().equalsIgnoreCase("retry-after");
      appendField(header.name(), header.value());
    }
    if (retryAfter) {
      appendField("retry-after", "1");
    }
    if (!connection.isEmpty()) {
      appendField("connection", connection);
    }
    if (bodyBytes == CHUNKED) {
      appendField("transfer-encoding", "chunked");
    } else if (bodyBytes >= 0 && response.status() != 204) { // which has none (RFC 9110, 8.6)
      append("content-length: ");
      appendNumber(bodyBytes);
      append("\r\n");
    }
    append("\r\n");
  }

  private void appendField(String name, String value) {
    append(name);
    append(": ");
    append(value);
    append("\r\n");
  }

  private void append(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, head, length, bytes.length);
    length += bytes.length;
  }

  /** Copies Latin-1, which is what a header field has. */
  @SuppressWarnings(
      "deprecation") // getBytes(int, int, byte[], int): the copy without a garbage array
  private void append(String text) {
    room(text.length());
    text.getBytes(0, text.length(), head, length);
    length += text.length();
  }

  private void appendNumber(int value) {
    room(11);
    int digits = 1;
    for (int rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    int rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      head[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void room(int bytes) {
    if (length + bytes > head.length) {
      head = Arrays.copyOf(head, Math.max(2 * head.length, length + bytes));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The names of RFC 9110, 15; clients go by the number. */
  private static String reason(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      case 204 -> "No Content";
      case 304 -> "Not Modified";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 417 -> "Expectation Failed";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 499 -> "Client Closed Request";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Status";
    };
  }
}
