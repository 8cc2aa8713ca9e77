// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {
  private static final long SEED = 20260801;

  @Test
  void givesTheNearestFloatAlsoAroundTheMiddleOfTwo() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      float one = Float.intBitsToFloat(random.nextInt() & 0x7F7FFFFF);
      BigDecimal middle =
          new BigDecimal(one).add(new BigDecimal(Math.nextUp(one))).divide(BigDecimal.valueOf(2));
      BigDecimal bit = new BigDecimal(one).movePointLeft(25 + random.nextInt(20));
      for (BigDecimal value : new BigDecimal[] {middle, middle.add(bit), middle.subtract(bit)}) {
        String text = value.toString();
        assertThat(number(text).floatValue()).as(text).isEqualTo(Float.parseFloat(text));
        assertThat(number("-" + text).floatValue()).isEqualTo(Float.parseFloat("-" + text));
      }
    }
    assertThat(number("0").floatValue()).isZero();
    assertThat(number("1e-400").floatValue()).isZero();
    assertThat(number("1e39").floatValue()).isInfinite();
    assertThat(number("NaN").floatValue()).isNaN();
    assertThat(number("-Infinity").floatValue()).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "1e3",
        "2.0",
        "120e-1",
        "9223372036854775807.000000000000000000000000000000",
        "0e999999999999",
        "0.000e5",
      })
  void keepsSignedIntegers(String text) {
    JsonNumber number = number(text);
    assertThat(number.isInt64()).isTrue();
    assertThat(number.int64())
        .isEqualTo(text.startsWith("0e") ? 0 : new BigDecimal(text).longValueExact());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "18446744073709551615, 18446744073709551615",
    "9223372036854775808, 9223372036854775808",
    "1844674407370955161e1, 18446744073709551610",
    "18446744073709551615.0000, 18446744073709551615",
  })
  void keepsUnsignedIntegers(String text, String expected) {
    JsonNumber number = number(text);
    assertThat(number.isUint64()).isTrue();
    assertThat(Long.toUnsignedString(number.int64())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "1e-1",
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "1e99999999999",
        "1e-99999999999",
        "NaN",
        "Infinity",
        "-Infinity",
        "9223372036854775807.1",
        "100000000000000000000000",
        "0.00000000000000000000000000000000001",
      })
  void knowsWhatIsNoSignedInteger(String text) {
    assertThat(number(text).isInt64()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "18446744073709551616",
        "18446744073709551619",
        "184467440737095516150",
        "1e20",
        "0.1",
      })
  void knowsWhatIsNoUnsignedInteger(String text) {
    assertThat(number(text).isUint64()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "1",
        "-1.5",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "8.5e22",
        "9007199254740992",
        "9007199254740993",
        "9007199254740994",
        "9007199254740995",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "1e400",
        "0.1",
        "0.10000000149011612",
        "3.4028234663852886e38",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000000000000001",
        "18446744073709551615",
        "18446744073709551616",
        "1.00000000000000011102230246251565",
        "1.00000000000000011102230246251566",
        "7.2057594037927933e16",
        "5e-324",
        "1e310",
        "6.631236846766476e-316",
        "3.2378839133029012895883524125015321748630e-319",
        "9214843084008499",
        "0.500000000000000166533453693773481063544750213623046875",
        "3.518437208883201171875e13",
        "62.5364939768271845828",
        "8.10109172351e-10",
        "1.50000000000000011102230246251565",
        "9007199254740991.4999999999999999999999999999999995",
      })
  void roundsAsTheJdkDoes(String text) {
    assertSame(text);
    assertSame(text.startsWith("-") ? text.substring(1) : "-" + text);
  }

  @Test
  void roundsRandomDecimalsAsTheJdkDoes() {
    Random random = new Random(SEED);
    for (int i = 0; i < 150_000; i++) {
      int digits = 1 + random.nextInt(20);
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
      text.append(1 + random.nextInt(9));
      for (int d = 1; d < digits; d++) {
        if (d == 1 && random.nextBoolean()) {
          text.append('.');
        }
        text.append(random.nextInt(10));
      }
      if (text.charAt(text.length() - 1) == '.') {
        text.append('0');
      }
      if (random.nextInt(3) > 0) {
        text.append('e').append(random.nextInt(680) - 345);
      }
      assertSame(text.toString());
    }
  }

  @Test
  void readsBackEveryKindOfDoubleAndFloat() {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertSame(Double.toString(value));
      }
      float narrow = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(narrow)) {
        assertSame(Double.toString(narrow));
        assertThat((float) number(Float.toString(narrow)).doubleValue()).isEqualTo(narrow);
      }
    }
  }

  @Test
  void roundsHalfwayCasesAsTheJdkDoes() {
    Random random = new Random(SEED + 2);
    for (int i = 0; i < 20_000; i++) {
      double low = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
      if (!Double.isFinite(low) || !Double.isFinite(Math.nextUp(low))) {
        continue;
      }
      BigDecimal halfway =
          new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.TWO);
      assertSame(halfway.toString().replace("E+", "E"));
      assertSame(halfway + (halfway.scale() > 0 && !halfway.toString().contains("E") ? "1" : ""));
    }
    // halfway between neighbours, with few digits: what a table of powers could get wrong
    for (int i = 0; i < 50_000; i++) {
      BigInteger odd =
          BigInteger.ONE.shiftLeft(53).add(BigInteger.valueOf(2 * (random.nextLong() >>> 12) + 1));
      int shift = random.nextInt(10);
      assertSame(odd.shiftLeft(shift).toString());
      assertSame(new BigDecimal(odd).divide(BigDecimal.TWO.pow(shift)).toPlainString());
    }
  }

  @Test
  void endsAtTheFirstCharacterThatIsNoDigit() {
    String digits = "1234567890123456789012345";
    for (int length = 1; length < digits.length(); length++) {
      for (char next = 0; next < 0x100; next++) {
        if ((next >= '0' && next <= '9') || next == 'e' || next == 'E') {
          continue;
        }
        String text = "0." + digits.substring(0, length) + next + "66666666";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new JsonNumber(bytes).scan(0, bytes.length)).isEqualTo(2 + length);
      }
    }
  }

  @Test
  void endsWhereTheInputEnds() {
    byte[] bytes = "0.1234567890123456789012345".getBytes(StandardCharsets.ISO_8859_1);
    for (int limit = 3; limit <= bytes.length; limit++) {
      JsonNumber number = new JsonNumber(bytes);
      assertThat(number.scan(0, limit)).isEqualTo(limit);
      assertThat(number.doubleValue())
          .isEqualTo(Double.parseDouble(new String(bytes, 0, limit, StandardCharsets.ISO_8859_1)));
    }
  }

  @ParameterizedTest
  @CsvSource({"-, 1", "1., 2", "-1.e5, 3", "01, 1", "-00.5, 2", "1e, 2", "1.5e+, 5", "-1E-, 4"})
  void saysWhereADigitIsMissing(String text, int where) {
    for (String behind : new String[] {"", ",", ",12345678", "]}          "}) {
      byte[] bytes = (text + behind).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(new JsonNumber(bytes).scan(0, bytes.length)).as(behind).isEqualTo(~where);
    }
  }

  @Test
  void readsAsManyDigitsAsAMantissaHas() {
    for (int whole = 1; whole <= 21; whole++) {
      for (int fraction = 0; fraction <= 21; fraction++) {
        String nines = "9".repeat(whole) + (fraction == 0 ? "" : "." + "9".repeat(fraction));
        assertSame(nines);
        assertSame("-" + nines + "e-7");
        assertSame("0." + "0".repeat(whole) + "9".repeat(fraction));
      }
    }
  }

  @Test
  void toleratesEnormousNumbersOfDigits() {
    String zeros = "0".repeat(1_000_000);
    assertSame("1" + zeros);
    assertSame("0." + zeros + "1");
    assertSame("1." + zeros + "1e5");
    assertSame("0." + zeros + "1e1000001");
    assertSame("1" + zeros + "e-1000001");
    assertSame("1" + zeros + "e99999999999999999999");
    assertThat(number("7" + zeros + "e-1000000").isInt64()).isTrue();
    assertThat(number("5." + zeros).isInt64()).isTrue();
    assertThat(number("9." + "9".repeat(1_000_000)).isInt64()).isFalse();
  }

  @Test
  void readsTheLiteralsOfPythonAndTriton() {
    assertThat(number("NaN").doubleValue()).isNaN();
    assertThat(number("Infinity").doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(number("-Infinity").doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static void assertSame(String text) {
    double expected = Double.parseDouble(text);
    double actual = number(text).doubleValue();
    if (Double.doubleToRawLongBits(actual) != Double.doubleToRawLongBits(expected)) {
      Function<Double, String> hex = Double::toHexString;
      assertThat(hex.apply(actual)).as(text).isEqualTo(hex.apply(expected));
    }
  }

  /** The number, once alone and once with something behind it, which is scanned another way. */
  private static JsonNumber number(String text) {
    JsonNumber alone = readAll(text);
    JsonNumber followed = readAll(text + " ".repeat(Long.BYTES));
    assertThat(followed.text()).isEqualTo(text);
    assertThat(bits(followed.doubleValue())).as(text).isEqualTo(bits(alone.doubleValue()));
    assertThat(followed.isInt64()).isEqualTo(alone.isInt64());
    assertThat(followed.isUint64()).isEqualTo(alone.isUint64());
    assertThat(followed.isPlainInteger()).isEqualTo(alone.isPlainInteger());
    return followed;
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static JsonNumber readAll(String text) {
    JsonReader json = JsonReaderTest.reader(text);
    JsonNumber number = json.readNumber();
    json.readEnd();
    return number;
  }
}
