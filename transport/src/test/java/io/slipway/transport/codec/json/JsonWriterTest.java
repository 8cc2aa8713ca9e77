// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.transport.codec.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void writesNestedValuesWithCommasWhereTheyBelong() {
    String text =
        written(json -> {
          json.beginObject();
          json.key("a");
          json.beginArray();
          json.value(1L);
          json.value(true);
          json.nullValue();
          json.beginObject();
          json.endObject();
          json.endArray();
          json.key("b");
          json.value("x");
          json.endObject();
        });
    assertThat(text).isEqualTo("{\"a\":[1,true,null,{}],\"b\":\"x\"}");
  }

  @Test
  void escapesWhatMustBeEscaped() {
    assertThat(written(json -> json.value("a\"b\\c\n\r\t\u0001\u001f/\u00e4\ud83d\ude00")))
        .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f/\u00e4\ud83d\ude00\"");
  }

  @Test
  void writesTextsOfAllLengths() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int length = 0; length < 1100; length++) {
      String value = text.toString();
      String array =
          written(json -> {
            json.beginArray();
            json.value(value);
            json.value(value + "\n");
            json.value(value);
            json.endArray();
          });
      JsonNode read = new ObjectMapper().readTree(array);
      assertThat(read).hasSize(3);
      assertThat(read.get(0).asText()).isEqualTo(value);
      assertThat(read.get(1).asText()).isEqualTo(value + "\n");
      assertThat(read.get(2).asText()).isEqualTo(value);
      text.append((char) ('a' + length % 26));
    }
  }

  @Test
  void writesIntegersOfAllSizes() {
    assertThat(
            written(json -> {
              json.beginArray();
              for (long value : new long[] {0, -1, 9, 10, Long.MAX_VALUE, Long.MIN_VALUE}) {
                json.value(value);
                json.unsignedValue(value);
              }
              json.endArray();
            }))
        .isEqualTo(
            "[0,0,-1,18446744073709551615,9,9,10,10,9223372036854775807,9223372036854775807,"
                + "-9223372036854775808,9223372036854775808]");
  }

  @Test
  void writesFloatsWithTheFewestDigitsOfTheirWidth() {
    assertThat(
            written(json -> {
              json.beginArray();
              json.value(0.1f);
              json.value(0.1);
              json.value(-0.0f);
              json.value(3f);
              json.value(-7.0);
              json.value(1e10f);
              json.value(Float.MIN_VALUE);
              json.value(Float.NaN);
              json.value(Double.POSITIVE_INFINITY);
              json.value(Float.NEGATIVE_INFINITY);
              json.endArray();
            }))
        .isEqualTo("[0.1,0.1,-0.0,3.0,-7.0,1.0E10,1.4E-45,NaN,Infinity,-Infinity]");
  }

  @Test
  void whatItWritesOtherParsersReadBack() throws Exception {
    Random random = new Random(7);
    double[] doubles =
        random.doubles(5000).map(d -> Math.scalb(d, random.nextInt(2000) - 1000)).toArray();
    String strings = "x\u0000\"\\\u20ac".repeat(3000);
    String text =
        written(json -> {
          json.beginArray();
          json.value(strings);
          for (double value : doubles) {
            json.value(value);
          }
          json.endArray();
        });
    JsonNode read = new ObjectMapper().readTree(text);
    assertThat(read.get(0).textValue()).isEqualTo(strings);
    for (int i = 0; i < doubles.length; i++) {
      assertThat(read.get(i + 1).doubleValue()).isEqualTo(doubles[i]);
    }
  }

  private static String written(Consumer<JsonWriter> write) {
    return new String(
        Samples.written(out -> {
          JsonWriter json = new JsonWriter(out);
          write.accept(json);
          json.flush();
        }),
        StandardCharsets.UTF_8);
  }
}
