// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.transport.server.TransportObserver.Limit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1.1 request (RFC 9112), strictly: whatever two readers could take for
 * two different requests is refused, as that is what request smuggling lives on. One per
 * connection; not safe for use by more than one thread.
 */
final class Http1HeadParser {
  private static final int MAX_FIELDS = 256;

  /** Heads up to this size are kept for the next request; an idle connection holds one. */
  private static final int MAX_KEPT_BYTES = 1024;

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (int c = '!'; c < 127; c++) {
      TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
  }

  private final int maxInitialLineBytes;
  private final int maxHeaderBytes;

  /** Most clients send the same head over and over. Null if the last one was large. */
  private @Nullable Http1Head last;

  /** And ask the same few paths where the length differs: the last strings are used again. */
  private String lastPath = "/";

  private String lastAuthority = "";

  private long[] fields = new long[16];
  private byte[] head = {};
  private int hosts;
  private boolean connectionUpgrade;
  private boolean connectionClose;
  private boolean connectionKeepAlive;
  private boolean upgradeH2c;
  private boolean settings;

  Http1HeadParser(int maxInitialLineBytes, int maxHeaderBytes) {
    this.maxInitialLineBytes = maxInitialLineBytes;
    this.maxHeaderBytes = maxHeaderBytes;
  }

  /**
   * @param bytes a whole head, every line of it ended by CR LF, the empty line included; becomes
   *     part of the result
   */
  Http1Head parse(byte[] bytes) throws HttpFault {
    Http1Head known = last;
    if (known != null && known.consistsOf(bytes)) {
      return known;
    }
    last = null;
    head = bytes;
    hosts = 0;
    connectionUpgrade = connectionClose = connectionKeepAlive = upgradeH2c = settings = false;
    int lineEnd = lineEnd(0);
    checkSizes(lineEnd);
    int count = splitFields(lineEnd + 2);
    Http1Head result = new Http1Head(bytes, Arrays.copyOf(fields, count));
    requestLine(result, lineEnd);
    for (int i = 0; i < count; i++) {
      framingField(result, fields[i]);
    }
    checkWhole(result);
    head = new byte[0];
    if (bytes.length <= MAX_KEPT_BYTES) {
      last = result;
    }
    return result;
  }

  private void checkSizes(int lineEnd) throws HttpFault {
    if (lineEnd > maxInitialLineBytes) {
      throw initialLineTooLong();
    }
    if (head.length - lineEnd > maxHeaderBytes) {
      throw headerTooLarge();
    }
  }

  /** Checks the size of a head that is not all there. */
  void checkUnfinished(boolean sawLine, int bytes) throws HttpFault {
    if (!sawLine && bytes > maxInitialLineBytes) {
      throw initialLineTooLong();
    }
    if (bytes > maxInitialLineBytes + maxHeaderBytes) {
      throw headerTooLarge();
    }
  }

  private HttpFault initialLineTooLong() {
    return new HttpFault(
        414,
        Limit.INITIAL_LINE,
        "the request line is longer than the limit of " + maxInitialLineBytes + " bytes");
  }

  private HttpFault headerTooLarge() {
    return new HttpFault(
        431,
        Limit.HEADER_BYTES,
        "the header fields are larger than the limit of " + maxHeaderBytes + " bytes");
  }

  private int lineEnd(int from) {
    int i = from;
    while (head[i] != '\r' || head[i + 1] != '\n') {
      i++;
    }
    return i;
  }

  private void requestLine(Http1Head result, int end) throws HttpFault {
    int methodEnd = indexOf(' ', 0, end);
    int targetEnd = methodEnd < 0 ? -1 : indexOf(' ', methodEnd + 1, end);
    if (methodEnd < 1 || targetEnd < 0 || targetEnd == methodEnd + 1) {
      throw HttpFault.malformed("malformed request line (expected: METHOD SP target SP HTTP/1.1)");
    }
    result.method = method(methodEnd);
    version(result, targetEnd + 1, end);
    target(result, methodEnd + 1, targetEnd);
  }

  private String method(int end) throws HttpFault {
    if (end == 3 && head[0] == 'G' && head[1] == 'E' && head[2] == 'T') {
      return "GET";
    }
    if (end == 4 && head[0] == 'P' && head[1] == 'O' && head[2] == 'S' && head[3] == 'T') {
      return "POST";
    }
    for (int i = 0; i < end; i++) {
      if (!isToken(head[i])) {
        throw HttpFault.malformed("malformed method in the request line (expected: a token)");
      }
    }
    return text(0, end);
  }

  private void version(Http1Head result, int start, int end) throws HttpFault {
    if (end - start != 8 || !startsWith(start, "HTTP/") || head[start + 6] != '.') {
      throw HttpFault.malformed("malformed version in the request line (expected: HTTP/1.1)");
    }
    int minor = head[start + 7];
    if (head[start + 5] != '1' || (minor != '0' && minor != '1')) {
      throw new HttpFault(
          505,
          Limit.MALFORMED,
          "version "
              + text(start, end)
              + " is not served (expected: HTTP/1.1, HTTP/1.0 or HTTP/2)");
    }
    result.http10 = minor == '0';
  }

  private void target(Http1Head result, int start, int end) throws HttpFault {
    int query = -1;
    for (int i = start; i < end; i++) {
      byte c = head[i];
      if (c <= ' ' || c == 0x7f || c == '#') {
        throw HttpFault.malformed(
            "the request target has byte 0x%02x at %d (expected: printable ASCII, no '#')"
                .formatted(c & 0xff, i - start));
      }
      if (c == '?' && query < 0) {
        query = i;
      }
    }
    int pathEnd = query < 0 ? end : query;
    int pathStart = head[start] == '/' ? start : absoluteForm(result, start, pathEnd);
    result.path = pathStart == pathEnd ? "/" : path(pathStart, pathEnd);
    result.query = query < 0 ? null : text(query + 1, end);
  }

  /** {@code http://host/path}, which a server must take (RFC 9112, 3.2.2); the path's start. */
  private int absoluteForm(Http1Head result, int start, int end) throws HttpFault {
    if (end - start > 7 && equalsIgnoreCase(start, "http://")) {
      int slash = indexOf('/', start + 7, end);
      int hostEnd = slash < 0 ? end : slash;
      if (hostEnd > start + 7) {
        result.authority = text(start + 7, hostEnd);
        return hostEnd;
      }
    }
    if (end - start == 1 && head[start] == '*' && result.method.equals("OPTIONS")) {
      return end;
    }
    throw HttpFault.malformed("the request target must begin with '/'");
  }

  private String path(int start, int end) {
    if (lastPath.length() != end - start || !startsWith(start, lastPath)) {
      lastPath = text(start, end);
    }
    return lastPath;
  }

  private int splitFields(int from) throws HttpFault {
    int count = 0;
    int line = from;
    while (head[line] != '\r' || head[line + 1] != '\n') {
      if (count == MAX_FIELDS) {
        throw new HttpFault(431, Limit.HEADER_BYTES, "more than " + MAX_FIELDS + " header fields");
      }
      if (count == fields.length) {
        fields = Arrays.copyOf(fields, 2 * count);
      }
      int colon = line;
      while (isToken(head[colon])) {
        colon++;
      }
      if (head[colon] != ':' || colon == line) {
        throw HttpFault.malformed(
            "malformed header field %d (expected: name, ':' without space before it, value)"
                .formatted(count + 1));
      }
      int end = valueEnd(colon + 1, count);
      fields[count++] = trimmed(line, colon, end);
      line = end + 2;
    }
    return count;
  }

  private int valueEnd(int from, int count) throws HttpFault {
    int i = from;
    while (true) {
      byte c = head[i];
      if (c >= ' ' || c < 0 || c == '\t') {
        if (c == 0x7f) {
          throw badValue(c, count);
        }
        i++;
      } else if (c == '\r' && head[i + 1] == '\n') {
        return i;
      } else {
        throw badValue(c, count);
      }
    }
  }

  private static HttpFault badValue(byte c, int count) {
    return HttpFault.malformed(
        "the value of header field %d has the control character 0x%02x"
            .formatted(count + 1, c & 0xff));
  }

  private long trimmed(int nameStart, int colon, int lineEnd) {
    int start = colon + 1;
    int end = lineEnd;
    while (start < end && (head[start] == ' ' || head[start] == '\t')) {
      start++;
    }
    while (end > start && (head[end - 1] == ' ' || head[end - 1] == '\t')) {
      end--;
    }
    return Http1Head.field(nameStart, colon, start, end);
  }

  private void framingField(Http1Head result, long field) throws HttpFault {
    int name = Http1Head.nameStart(field);
    int start = Http1Head.valueStart(field);
    int end = Http1Head.valueEnd(field);
    switch (Http1Head.nameEnd(field) - name) {
      case 4 -> {
        if (equalsIgnoreCase(name, "host")) {
          host(result, start, end);
        }
      }
      case 6 -> {
        if (equalsIgnoreCase(name, "origin")) {
          result.origin = text(start, end);
        } else if (equalsIgnoreCase(name, "expect")) {
          expect(result, start, end);
        }
      }
      case 7 -> {
        if (equalsIgnoreCase(name, "upgrade")) {
          upgradeH2c |= end - start == 3 && equalsIgnoreCase(start, "h2c");
        }
      }
      case 10 -> {
        if (equalsIgnoreCase(name, "connection")) {
          connection(start, end);
        }
      }
      case 14 -> {
        if (equalsIgnoreCase(name, "content-length")) {
          result.contentLength = contentLength(result, start, end);
        } else if (equalsIgnoreCase(name, "http2-settings")) {
          settings = true;
        }
      }
      case 17 -> {
        if (equalsIgnoreCase(name, "transfer-encoding")) {
          transferEncoding(result, start, end);
        }
      }
      default -> {}
    }
  }

  private void host(Http1Head result, int start, int end) throws HttpFault {
    if (++hosts > 1) {
      throw HttpFault.malformed("more than one Host header");
    }
    if (result.authority != null) {
      return; // the target's own host is the one that counts (RFC 9112, 3.2.2)
    }
    if (lastAuthority.length() != end - start || !startsWith(start, lastAuthority)) {
      lastAuthority = text(start, end);
    }
    result.authority = lastAuthority;
  }

  private void expect(Http1Head result, int start, int end) throws HttpFault {
    if (end - start != 12 || !equalsIgnoreCase(start, "100-continue")) {
      throw new HttpFault(
          417, Limit.MALFORMED, "Expect: " + text(start, end) + " (expected: 100-continue)");
    }
    result.expectsContinue = true;
  }

  private void connection(int start, int end) {
    int from = start;
    while (from < end) {
      int comma = indexOf(',', from, end);
      int stop = comma < 0 ? end : comma;
      String option = text(from, stop).strip();
      connectionClose |= option.equalsIgnoreCase("close");
      connectionKeepAlive |= option.equalsIgnoreCase("keep-alive");
      connectionUpgrade |= option.equalsIgnoreCase("upgrade");
      from = stop + 1;
    }
  }

  private long contentLength(Http1Head result, int start, int end) throws HttpFault {
    long value = 0;
    boolean valid = end > start && end - start <= 18;
    for (int i = start; i < end && valid; i++) {
      valid = head[i] >= '0' && head[i] <= '9';
      value = value * 10 + (head[i] - '0');
    }
    if (!valid) {
      throw HttpFault.malformed(
          "Content-Length: '" + text(start, end) + "' (expected: a decimal number)");
    }
    if (result.contentLength != Http1Head.NO_LENGTH) {
      throw HttpFault.malformed("more than one Content-Length header");
    }
    return value;
  }

  private void transferEncoding(Http1Head result, int start, int end) throws HttpFault {
    if (result.chunked) {
      throw HttpFault.malformed("more than one Transfer-Encoding header");
    }
    if (end - start != 7 || !equalsIgnoreCase(start, "chunked")) {
      throw new HttpFault(
          501,
          Limit.MALFORMED,
          "Transfer-Encoding: " + text(start, end) + " (expected: chunked, and nothing else)");
    }
    result.chunked = true;
  }

  private void checkWhole(Http1Head result) throws HttpFault {
    if (result.chunked && result.contentLength != Http1Head.NO_LENGTH) {
      throw HttpFault.malformed("both Content-Length and Transfer-Encoding");
    }
    if (result.chunked && result.http10) {
      throw HttpFault.malformed("Transfer-Encoding in an HTTP/1.0 request");
    }
    if (hosts == 0 && !result.http10) {
      throw HttpFault.malformed("no Host header (every HTTP/1.1 request has one)");
    }
    result.keepAlive = result.http10 ? connectionKeepAlive && !connectionClose : !connectionClose;
    result.expectsContinue &= !result.http10;
    result.upgradesToH2c = upgradeH2c && connectionUpgrade && settings && !result.http10;
  }

  private static boolean isToken(byte c) {
    return c > 0 && TOKEN[c];
  }

  private int indexOf(char c, int from, int end) {
    for (int i = from; i < end; i++) {
      if (head[i] == c) {
        return i;
      }
    }
    return -1;
  }

  private boolean startsWith(int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (head[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean equalsIgnoreCase(int start, String lowerCase) {
    return Http1Head.equalsIgnoreCase(head, start, lowerCase);
  }

  private String text(int start, int end) {
    return new String(head, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
