// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.websocket;

import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpResponse.Header;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The beginning of a WebSocket: an HTTP/1.1 request and its answer (RFC 6455, 4). */
public final class Handshake {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final int SWITCHING = 101;

  private Handshake() {}

  /** Whether a client asks for a WebSocket, and may. */
  public static boolean isAskedFor(HttpRequestHead head) {
    HttpHeaders headers = head.headers();
    return head.method().equals("GET")
        && "websocket".equalsIgnoreCase(headers.get("upgrade"))
        && has(headers.get("connection"), "upgrade")
        && "13".equals(headers.get("sec-websocket-version"))
        && isKey(headers.get("sec-websocket-key"));
  }

  private static boolean has(@Nullable String list, String token) {
    return list != null && words(list.toLowerCase(Locale.ROOT)).contains(token);
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** What the client says it speaks over the socket, its favourite first. */
  public static List<String> protocols(HttpHeaders headers) {
    List<String> all = new ArrayList<>();
    headers.forEach((name, value) -> {
      if (name.equalsIgnoreCase("sec-websocket-protocol")) {
        all.addAll(words(value));
      }
    });
    return all;
  }

  private static List<String> words(String list) {
    List<String> words = new ArrayList<>();
    for (String word : list.split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }

  /**
   * The answer that accepts.
   *
   * @param protocol one of those that the client offered; empty if it offered none
   */
  public static HttpResponse accept(HttpRequestHead head, String protocol) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Upgrade", "websocket"));
    headers.add(
        new Header(
            "Sec-WebSocket-Accept",
            accept(String.valueOf(head.headers().get("sec-websocket-key")))));
    if (!protocol.isEmpty()) {
      headers.add(new Header("Sec-WebSocket-Protocol", protocol));
    }
    return new HttpResponse(SWITCHING, null, headers, null);
  }

  static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
