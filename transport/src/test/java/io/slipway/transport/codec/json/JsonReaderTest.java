// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @Test
  void walksObjectsAndArraysInTheirOrder() {
    JsonReader json = reader(" { \"a\" : [ 1 , -2 ] ,\t\"b\":{}, \"c\":null,\r\n\"d\":true } ");
    json.beginObject();
    assertThat(json.nextKey()).isEqualTo("a");
    json.beginArray();
    assertThat(json.nextElement()).isTrue();
    assertThat(json.readNumber().isInt64()).isTrue();
    assertThat(json.nextElement()).isTrue();
    assertThat(json.readNumber().doubleValue()).isEqualTo(-2);
    assertThat(json.nextElement()).isFalse();
    assertThat(json.nextKey()).isEqualTo("b");
    json.beginObject();
    assertThat(json.nextKey()).isNull();
    assertThat(json.nextKey()).isEqualTo("c");
    json.readNull();
    assertThat(json.nextKey()).isEqualTo("d");
    assertThat(json.readBoolean()).isTrue();
    assertThat(json.nextKey()).isNull();
    json.readEnd();
  }

  @Test
  void comesBackToAValueItSkipped() {
    JsonReader json = reader("{\"later\":[1,2],\"type\":\"x\"}");
    json.beginObject();
    json.nextKey();
    int later = json.position();
    json.skipValue();
    json.nextKey();
    assertThat(json.readString()).isEqualTo("x");
    assertThat(json.nextKey()).isNull();
    int behind = json.position();
    json.seek(later);
    json.beginArray();
    assertThat(json.nextElement()).isTrue();
    json.seek(behind);
    json.readEnd();
  }

  @Test
  void readsOnlyItsPartOfTheBytes() {
    JsonReader json = new JsonReader("xx12yy".getBytes(StandardCharsets.US_ASCII), 2, 2);
    assertThat(json.readNumber().text()).isEqualTo("12");
    json.readEnd();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"\" | ``",
        "\"plain\" | plain",
        "\"a\\\"b\\\\c\\/d\" | a\"b\\c/d",
        "\"\\u0041\\u00e4\\u20AC\" | A\u00e4\u20ac",
        "\"\\ud83d\\ude00!\" | \ud83d\ude00!",
        "\"\u00e4\u20ac\ud83d\ude00\" | \u00e4\u20ac\ud83d\ude00",
        "\"x\\u0000y\" | x\0y",
      })
  void readsStrings(String text, String expected) {
    assertThat(reader(text).readString()).isEqualTo(expected);
  }

  @Test
  void readsControlEscapes() {
    assertThat(reader("\"\\b\\f\\n\\r\\t\"").readString()).isEqualTo("\b\f\n\r\t");
  }

  @Test
  void readsLongStringsWithManyEscapes() {
    String text = "\\n\u00e4\\ud83d\\ude00abc".repeat(1000);
    assertThat(reader('"' + text + '"').readString())
        .isEqualTo("\n\u00e4\ud83d\ude00abc".repeat(1000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 0: found the end of the input (expected: a value)",
        "[1,] | 3: found ']' (expected: a value)",
        "[1 2] | 3: found '2' (expected: ',' or ']')",
        "[1 | 2: found the end of the input (expected: ',' or ']')",
        "{\"a\":1,} | 7: found '}' (expected: a key)",
        "{\"a\" 1} | 5: found '1' (expected: ':')",
        "{a:1} | 1: found 'a' (expected: a key)",
        "{\"a\":} | 5: found '}' (expected: a value)",
        "[1}| 2: found '}' (expected: ',' or ']')",
        "tru | 3: found the end of the input (expected: true)",
        "nul! | 3: found '!' (expected: null)",
        "True | 0: found 'T' (expected: a value)",
        "'a' | 0: found ''' (expected: a value)",
        "01 | 1: found '1' (expected: no digit after a leading 0)",
        "-01 | 2: found '1' (expected: no digit after a leading 0)",
        "- | 1: found the end of the input (expected: a digit)",
        "1. | 2: found the end of the input (expected: a digit)",
        "1.e5 | 2: found 'e' (expected: a digit)",
        ".5 | 0: found '.' (expected: a value)",
        "+1 | 0: found '+' (expected: a value)",
        "1e | 2: found the end of the input (expected: a digit)",
        "1e+x | 3: found 'x' (expected: a digit)",
        "NaX | 2: found 'X' (expected: NaN)",
        "-Inf | 4: found the end of the input (expected: -Infinity)",
        "1 2 | 2: found '2' (expected: the end of the JSON)",
        "\"abc | 4: found the end of the input (expected: '\"' at the end of the string)",
        "\"\\x\" | 2: found 'x' (expected: one of \" \\ / b f n r t u after a backslash)",
        "\"\\u12G4\" | 5: found 'G' (expected: four hexadecimal digits)",
        "\"\\ud800\" | 1: found '\\' (expected: a pair of surrogates)",
        "\"\\ud800\\u0041\" | 1: found '\\' (expected: a pair of surrogates)",
        "\"\\udc00\" | 1: found '\\' (expected: a pair of surrogates)",
        "\"\t\" | 1: found byte 0x09 (expected: no control character in a string)",
        "\ufeff1 | 0: found byte 0xEF (expected: a value)",
      })
  void saysWhatIsWrongAndWhere(String text, String message) {
    assertThatThrownBy(() -> skipAll(reader(text)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage("malformed JSON at byte " + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "C0AF",
        "C328",
        "E08080",
        "ED A0 80",
        "F08080 80",
        "F4908080",
        "FF",
        "E282",
        "F09F98",
      })
  void refusesMalformedUtf8(String hex) {
    byte[] inner = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] text = new byte[inner.length + 2];
    text[0] = '"';
    System.arraycopy(inner, 0, text, 1, inner.length);
    text[text.length - 1] = '"';
    assertThatThrownBy(() -> new JsonReader(text, 0, text.length).skipValue())
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("(expected: UTF-8)");
  }

  @Test
  void limitsNesting() {
    skipAll(reader("[".repeat(100) + "]".repeat(100)));
    assertThatThrownBy(() -> skipAll(reader("[".repeat(101) + "]".repeat(101))))
        .hasMessageContaining("at byte 100")
        .hasMessageContaining("at most 100 levels of nesting");
    assertThatThrownBy(() -> skipAll(reader("{\"a\":".repeat(1_000_000))))
        .hasMessageContaining("at most 100 levels of nesting");
  }

  @Test
  void looksAheadForAnObjectOfOneKey() {
    assertThat(reader("{\"b64\":\"eA==\"}").isObjectOf("b64")).isTrue();
    assertThat(reader("{\"b64\":1,\"c\":2}").isObjectOf("b64")).isFalse();
    assertThat(reader("{}").isObjectOf("b64")).isFalse();
    assertThat(reader("[]").isObjectOf("b64")).isFalse();
    JsonReader json = reader("[{\"b64\":1}]");
    json.beginArray();
    assertThat(json.nextElement()).isTrue();
    assertThat(json.isObjectOf("b64")).isTrue();
    json.skipValue();
    assertThat(json.nextElement()).isFalse();
    json.readEnd();
  }

  private static void skipAll(JsonReader json) {
    json.skipValue();
    json.readEnd();
  }

  static JsonReader reader(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new JsonReader(bytes, 0, bytes.length);
  }
}
