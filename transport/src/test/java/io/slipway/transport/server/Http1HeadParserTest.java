// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1HeadParserTest {
  private final Http1HeadParser parser = new Http1HeadParser(256, 512);

  private Http1Head parse(String... lines) throws HttpFault {
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    return parser.parse(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void readsARequest() throws HttpFault {
    Http1Head head =
        parse(
            "POST /v2/models/m/infer?a=1&b=%20 HTTP/1.1",
            "Host: localhost:8080", "CONTENT-length: \t12 ", "X-Empty:", "x-Two: a\tb");
    assertThat(head.method).isEqualTo("POST");
    assertThat(head.path).isEqualTo("/v2/models/m/infer");
    assertThat(head.query).isEqualTo("a=1&b=%20");
    assertThat(head.authority).isEqualTo("localhost:8080");
    assertThat(head.contentLength).isEqualTo(12);
    assertThat(head.keepAlive).isTrue();
    assertThat(head.hasBody()).isTrue();
    assertThat(head.get("x-empty")).isEmpty();
    assertThat(head.get("X-TWO")).isEqualTo("a\tb");
    assertThat(head.get("absent")).isNull();
  }

  @Test
  void givesEveryFieldInOrder() throws HttpFault {
    List<String> fields = new ArrayList<>();
    parse("GET / HTTP/1.1", "Host: a", "B: 1", "b: 2").forEach((n, v) -> fields.add(n + "=" + v));
    assertThat(fields).containsExactly("Host=a", "B=1", "b=2");
  }

  @Test
  void doesNotMixUpRequestsOfOneConnection() throws HttpFault {
    Http1Head first = parse("GET /first HTTP/1.1", "Host: a");
    Http1Head second = parse("GET /secnd HTTP/1.1", "Host: b", "Connection: close");
    assertThat(List.of(first.path, second.path)).containsExactly("/first", "/secnd");
    assertThat(first.authority).isEqualTo("a");
    assertThat(second.authority).isEqualTo("b");
    assertThat(first.get("host")).isEqualTo("a");
    assertThat(first.keepAlive).isTrue();
    assertThat(second.keepAlive).isFalse();
  }

  @Test
  void aHeadThatComesAgainIsTheSame() throws HttpFault {
    Http1Head first = parse("POST /a HTTP/1.1", "Host: a", "Content-Length: 5");
    assertThat(parse("POST /a HTTP/1.1", "Host: a", "Content-Length: 5")).isSameAs(first);
    assertThat(parse("POST /a HTTP/1.1", "Host: a", "Content-Length: 6").contentLength)
        .isEqualTo(6);
    assertThatThrownBy(() -> parse("POST /a HTTP/1.1", "Host: a", "Content-Length: x"))
        .isInstanceOf(HttpFault.class);
    assertThat(parse("POST /a HTTP/1.1", "Host: a", "Content-Length: 5").contentLength)
        .isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1,X: y,true",
    "HTTP/1.1,Connection: close,false",
    "HTTP/1.1,'Connection: foo, Close',false",
    "HTTP/1.0,X: y,false",
    "HTTP/1.0,Connection: Keep-Alive,true",
    "HTTP/1.0,'Connection: keep-alive, close',false"
  })
  void knowsWhetherTheConnectionGoesOn(String version, String field, boolean keepAlive)
      throws HttpFault {
    assertThat(parse("GET / " + version, "Host: a", field).keepAlive).isEqualTo(keepAlive);
  }

  @ParameterizedTest
  @CsvSource({"http://b/x?q,/x,b", "HTTP://b:80,/,b:80", "/x,/x,a"})
  void takesTheTargetsHostBeforeTheHeaders(String target, String path, String authority)
      throws HttpFault {
    Http1Head head = parse("GET " + target + " HTTP/1.1", "Host: a");
    assertThat(head.path).isEqualTo(path);
    assertThat(head.authority).isEqualTo(authority);
  }

  @Test
  void upgradesOnlyWithAllThatBelongsToIt() throws HttpFault {
    String[] whole = {
      "GET / HTTP/1.1",
      "Host: a",
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABk"
    };
    assertThat(parse(whole).upgradesToH2c).isTrue();
    assertThat(parse(whole[0], whole[1], whole[2], whole[3]).upgradesToH2c).isFalse();
    assertThat(parse(whole[0], whole[1], whole[3], whole[4]).upgradesToH2c).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /|Host: a|400|request line",
        "GET  / HTTP/1.1|Host: a|400|request line",
        "' GET / HTTP/1.1'|Host: a|400|request line",
        "G(T / HTTP/1.1|Host: a|400|method",
        "GET / HTTP/1.1 x|Host: a|400|version",
        "GET / HTTP/1,1|Host: a|400|version",
        "GET / http/1.1|Host: a|400|version",
        "GET / HTTP/2.0|Host: a|505|HTTP/2.0",
        "GET / HTTP/1.2|Host: a|505|HTTP/1.2",
        "GET x HTTP/1.1|Host: a|400|'/'",
        "GET /#x HTTP/1.1|Host: a|400|0x23",
        "GET http:///x HTTP/1.1|Host: a|400|'/'",
        "CONNECT a:80 HTTP/1.1|Host: a|400|'/'",
        "GET / HTTP/1.1|X: y|400|Host",
        "GET / HTTP/1.1|Host : a|400|field 1",
        "GET / HTTP/1.1|: a|400|field 1",
        "GET / HTTP/1.1|Host|400|field 1",
        "POST / HTTP/1.1|Content-Length: |400|Content-Length",
        "POST / HTTP/1.1|Content-Length: -1|400|Content-Length",
        "POST / HTTP/1.1|Content-Length: +1|400|Content-Length",
        "POST / HTTP/1.1|Content-Length: 0x1|400|Content-Length",
        "POST / HTTP/1.1|Content-Length: 1, 1|400|Content-Length",
        "POST / HTTP/1.1|Content-Length: 9999999999999999999|400|Content-Length",
        "POST / HTTP/1.1|Transfer-Encoding: gzip, chunked|501|chunked",
        "POST / HTTP/1.1|Transfer-Encoding: xchunked|501|chunked",
        "POST / HTTP/1.0|Transfer-Encoding: chunked|400|HTTP/1.0",
        "POST / HTTP/1.1|Expect: a-wonder|417|100-continue"
      })
  void refusesWhatIsMalformed(String line, String field, int status, String message) {
    String[] lines =
        field.startsWith("Host") || field.equals("X: y")
            ? new String[] {line, field}
            : new String[] {line, field, "Host: a"};
    assertFault(status, message, lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\u007fb", "a\u001bb"})
  void refusesControlCharactersInAValue(String value) {
    assertFault(400, "control character", "GET / HTTP/1.1", "Host: a", "X: " + value);
  }

  @Test
  void refusesWhatSmugglesRequests() {
    String line = "POST / HTTP/1.1";
    assertFault(400, "both", line, "Host: a", "Content-Length: 1", "Transfer-Encoding: chunked");
    assertFault(400, "more than one", line, "Host: a", "Content-Length: 1", "Content-Length: 1");
    assertFault(
        400,
        "more than one",
        line,
        "Host: a",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: x");
    assertFault(400, "more than one Host", line, "Host: a", "Host: a");
    assertFault(400, "field 3", line, "Host: a", "X: 1", " folded: 2");
  }

  @Test
  void holdsItsLimits() {
    assertFault(414, "256", "GET /" + "x".repeat(256) + " HTTP/1.1", "Host: a");
    assertFault(431, "512", "GET / HTTP/1.1", "Host: a", "X: " + "y".repeat(512));
  }

  private void assertFault(int status, String message, String... lines) {
    assertThatThrownBy(() -> parse(lines))
        .isInstanceOfSatisfying(
            HttpFault.class, fault -> assertThat(fault.status()).isEqualTo(status))
        .hasMessageContaining(message);
  }
}
