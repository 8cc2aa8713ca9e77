// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An answer in HTTP/1.1 (RFC 9112), of which only the status is of interest. Blocks. */
final class HttpAnswer {
  /** So much of a body a kubelet reads, too. */
  private static final int MOST_BODY_BYTES = 10 << 10;

  private static final int MOST_HEAD_BYTES = 1 << 20;
  private static final int SWITCHING = 101;

  private final InputStream in;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private int headBytes;
  private int status;

  private HttpAnswer(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** Reads until the body begins. */
  static HttpAnswer read(InputStream in) throws IOException {
    HttpAnswer answer = new HttpAnswer(in);
    do {
      answer.head(); // those that say that there is another one to come are passed over
    } while (answer.status < 200 && answer.status != SWITCHING);
    return answer;
  }

  int status() {
    return status;
  }

  private void head() throws IOException {
    String first = line();
    String[] words = first.split(" ", 3);
    if (!first.startsWith("HTTP/1.") || words.length < 2 || !words[1].matches("[1-9][0-9]{2}")) {
      throw new IOException("malformed HTTP response \"%s\"".formatted(first));
    }
    status = Integer.parseInt(words[1]);
    headers.clear();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("EOF");
      }
      if (++headBytes > MOST_HEAD_BYTES) {
        throw new IOException("the head of the answer is too long");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /**
   * Reads the body, or as much as a kubelet does.
   *
   * @throws IOException if it breaks off
   */
  void body() throws IOException {
    if (status == SWITCHING || status == 204 || status == 304) {
      return;
    }
    if (headers.getOrDefault("Transfer-Encoding", "").endsWith("chunked")) {
      chunks();
    } else if (headers.containsKey("Content-Length")) {
      part(number(headers.getOrDefault("Content-Length", ""), 10), MOST_BODY_BYTES);
    } else {
      in.readNBytes(MOST_BODY_BYTES);
    }
  }

  private void chunks() throws IOException {
    long left = MOST_BODY_BYTES;
    while (left > 0) {
      long size = number(line().split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return; // what may follow says nothing about the status
      }
      part(size, left);
      left -= size;
      if (left > 0) {
        line();
      }
    }
  }

  private void part(long size, long most) throws IOException {
    int wanted = (int) Math.min(size, most);
    if (in.readNBytes(wanted).length < wanted) {
      throw new EOFException("unexpected EOF");
    }
  }

  private static long number(String text, int radix) throws IOException {
    try {
      return Long.parseUnsignedLong(text, radix) & Long.MAX_VALUE;
    } catch (NumberFormatException e) {
      throw new IOException("bad length \"%s\" of the body".formatted(text), e);
    }
  }
}
