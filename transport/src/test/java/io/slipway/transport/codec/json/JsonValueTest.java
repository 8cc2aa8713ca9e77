// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.BooleanValue;
import io.slipway.transport.codec.json.JsonValue.NullValue;
import io.slipway.transport.codec.json.JsonValue.NumberValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import io.slipway.transport.memory.OutputBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValueTest {
  @Test
  void readsEveryKindOfValue() {
    assertThat(JsonValue.parse(" {\"a\": [1, \"x\", true, false, null], \"b\": {}} "))
        .isEqualTo(
            new ObjectValue(
                Map.of(
                    "a",
                    new ArrayValue(
                        List.of(
                            new NumberValue("1"),
                            new StringValue("x"),
                            new BooleanValue(true),
                            new BooleanValue(false),
                            new NullValue())),
                    "b",
                    new ObjectValue(Map.of()))));
  }

  @Test
  void keepsTheOrderOfMembers() {
    ObjectValue object = JsonValue.parse("{\"z\":1,\"a\":2,\"m\":3}").asObject("it");
    assertThat(object.members().keySet()).containsExactly("z", "a", "m");
    assertThat(object.get("q")).isNull();
  }

  @Test
  void readsOnlyItsPartOfTheBytes() {
    byte[] bytes = "xx[7]yy".getBytes(StandardCharsets.US_ASCII);
    assertThat(JsonValue.parse(bytes, 2, 3).asArray("it")).containsExactly(new NumberValue("7"));
  }

  @Test
  void keepsAll64BitsOfAnInteger() {
    assertThat(JsonValue.parse("-9223372036854775808").asInt64("it")).isEqualTo(Long.MIN_VALUE);
    assertThat(JsonValue.parse("9007199254740993").asInt64("it")).isEqualTo(9007199254740993L);
    assertThat(JsonValue.parse("1e3").asInt64("it")).isEqualTo(1000);
    assertThat(JsonValue.parse("0.1").asDouble("it")).isEqualTo(0.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"k\":5}   | 'k' is a number (expected: a string)",
        "{\"k\":null}| 'k' is null (expected: a string)",
        "{\"k\":[]}  | 'k' is an array (expected: a string)",
      })
  void saysWhatAStringIsInstead(String text, String message) {
    JsonValue member = member(text);
    assertThatThrownBy(() -> member.asString("'k'")).hasMessage(message);
  }

  @Test
  void saysWhatAnythingIsInstead() {
    JsonValue string = JsonValue.parse("\"x\"");
    assertThatThrownBy(() -> string.asObject("it")).hasMessage(expected("an object"));
    assertThatThrownBy(() -> string.asArray("it")).hasMessage(expected("an array"));
    assertThatThrownBy(() -> string.asBoolean("it")).hasMessage(expected("true or false"));
    assertThatThrownBy(() -> string.asInt64("it")).hasMessage(expected("an integer"));
    assertThatThrownBy(() -> string.asDouble("it")).hasMessage(expected("a number"));
    assertThatThrownBy(() -> JsonValue.parse("2.5").asInt64("it"))
        .hasMessage("it is 2.5 (expected: an integer of 64 bits)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``           | malformed JSON at byte 0: found the end of the input (expected: a value)",
        "{} x         | malformed JSON at byte 3: found 'x' (expected: the end of the JSON)",
        "[1,]         | malformed JSON at byte 3: found ']' (expected: a value)",
        "{\"a\":1,\"a\":2} | the JSON names the member 'a' twice, at byte 11",
      })
  void refusesWhatIsNoDocument(String text, String message) {
    assertThatThrownBy(() -> JsonValue.parse(text))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  @Test
  void isBoundedInDepthAndSize() {
    assertThatThrownBy(() -> JsonValue.parse("[".repeat(JsonReader.MAX_DEPTH + 1)))
        .hasMessageContaining("at most 100 levels of nesting");
    String many = "[0" + ",0".repeat(JsonValue.MAX_VALUES - 2) + "]";
    assertThat(JsonValue.parse(many).asArray("it")).hasSize(JsonValue.MAX_VALUES - 1);
    String tooMany = "[0,0" + many.substring(2);
    assertThatThrownBy(() -> JsonValue.parse(tooMany))
        .hasMessage("the JSON holds more than 100000 values, at byte 199999");
  }

  private static JsonValue member(String text) {
    return Objects.requireNonNull(JsonValue.parse(text).asObject("it").get("k"));
  }

  private static String expected(String kind) {
    return "it is a string (expected: " + kind + ")";
  }

  @Test
  void writesWhatItRead() {
    String text =
        "{\"a\":[1.50,-0,1e3,18446744073709551616,true,null,[]],\"b\\n\":{},\"c\":\"\u00e9\"}";
    try (OutputBuffer out = OutputBuffer.allocate(16)) {
      JsonWriter json = new JsonWriter(out);
      JsonValue.parse(text).writeTo(json);
      json.flush();

      assertThat(out.toUtf8()).isEqualTo(text);
    }
  }
}
