// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Texts made from the schema in all the ways to write them, and damaged ones. Whole ones are read
 * as protobuf-java reads them; damaged ones are refused with a place, or read as it reads them.
 */
final class ConfigTextFuzz {
  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "<",
          ">",
          "[",
          "]",
          ":",
          ",",
          ";",
          "-",
          "\"",
          "'",
          "\\",
          "#",
          "\n",
          "0x",
          "1e9",
          "key",
          "value",
          "true",
          "inf",
          "\u00e4",
          "\0",
          "9999999999999999999999",
          "name: \"x\"");

  /**
   * What the language and Triton's reader have, and protobuf-java has not: a sign is a token of its
   * own, and the 0 or 1 of a bool may be octal or hexadecimal.
   */
  private static final Pattern NOT_IN_JAVA = Pattern.compile("-[\\s#]|\\b0([xX0]|1\\b)");

  private final Random random;
  private int accepted;

  ConfigTextFuzz(long seed) {
    this.random = new Random(seed);
  }

  /** How many damaged texts were good after all. */
  int accepted() {
    return accepted;
  }

  void whole() {
    String text = text();
    DynamicMessage expected;
    try {
      expected = Upstream.parse(text);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError("the generator is wrong: " + text, e);
    }
    ConfigMessage read = Upstream.read(text);
    assertThat(Upstream.wire(read)).as(text).isEqualTo(expected);
    assertThat(Upstream.wire(Upstream.readJson(Upstream.json(read)))).as(text).isEqualTo(expected);
  }

  void damaged() {
    String text = damage(text());
    ConfigMessage read;
    try {
      read = Upstream.read(text);
    } catch (ServingException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(e.getMessage()).matches("(?s)config\\.pbtxt:[0-9]+:[0-9]+: .*");
      return;
    }
    accepted++;
    try {
      assertThat(Upstream.wire(read)).as(text).isEqualTo(Upstream.parse(text));
    } catch (TextFormat.ParseException e) {
      if (!NOT_IN_JAVA.matcher(text).find()) {
        fail("protobuf refuses what we read: " + text, e);
      }
    }
  }

  private String damage(String whole) {
    StringBuilder text = new StringBuilder(whole);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        case 2 -> text.insert(at, text.substring(at, end));
        default -> text.replace(at, end, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      }
    }
    return text.toString();
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    fields(ModelConfigSchema.modelConfig(), out, 4);
    return out.toString();
  }

  private void fields(MessageType type, StringBuilder out, int most) {
    ConfigMessage.Builder set = ConfigMessage.builder(type);
    List<Field> fields = type.fields();
    for (int i = fields.isEmpty() ? 0 : random.nextInt(most); i > 0; i--) {
      Field field = fields.get(random.nextInt(fields.size()));
      boolean repeated = field.cardinality() != Field.Cardinality.SINGULAR;
      if ((!repeated && set.has(field)) || set.rival(field) != null) {
        continue;
      }
      out.append(field.name());
      boolean list = repeated && random.nextBoolean();
      boolean message = field.type() instanceof MessageType || field.key() != null;
      out.append(message && random.nextBoolean() ? "" : ":");
      blank(out);
      if (list) {
        list(field, out);
      } else {
        element(field, out);
      }
      set.add(field, null, ConfigValue.unset(field.type()), ConfigMessage.Position.NONE);
      out.append(pick("", ",", ";"));
      separate(out);
    }
  }

  private void list(Field field, StringBuilder out) {
    out.append('[');
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",");
      blank(out);
      element(field, out);
      blank(out);
    }
    out.append(']');
  }

  private void element(Field field, StringBuilder out) {
    if (field.key() == null) {
      value(field.type(), out);
      return;
    }
    boolean angle = random.nextBoolean();
    out.append(angle ? '<' : '{');
    if (random.nextInt(8) != 0) {
      out.append("key:");
      value(field.key(), out);
      separate(out);
    }
    if (random.nextInt(8) != 0) {
      out.append("value:");
      value(field.type(), out);
    }
    out.append(angle ? '>' : '}');
  }

  private void value(FieldType type, StringBuilder out) {
    switch (type) {
      case MessageType message -> {
        boolean angle = random.nextBoolean();
        out.append(angle ? '<' : '{');
        blank(out);
        fields(message, out, 4);
        out.append(angle ? '>' : '}');
      }
      case EnumType constants -> {
        EnumType.Constant constant =
            constants.constants().get(random.nextInt(constants.constants().size()));
        out.append(random.nextInt(4) == 0 ? constant.number() + "" : constant.name());
      }
      case ScalarType scalar ->
          out.append(
              switch (scalar) {
                case STRING -> string();
                case BOOL -> pick("true", "false", "t", "f", "True", "False", "0", "1");
                case FLOAT, DOUBLE ->
                    pick("0", "-1.5", ".5", "1e-3", "3.f", "inf", "-Infinity", "nan", "7");
                case INT32 -> pick("0", "-1", "2147483647", "0x7F", "017", "-2147483648");
                case UINT32 -> pick("0", "1", "4294967295", "0xff", "010");
                case INT64 -> pick("0", "-1", "9223372036854775807", "-9223372036854775808");
                case UINT64 -> pick("0", "5", "18446744073709551615", "0xFFFFFFFFFFFFFFFF");
              });
    }
  }

  private String string() {
    return pick(
        "\"\"",
        "'x'",
        "\"a\" 'b'",
        "\"\\n\\t\\\\\\\"\"",
        "\"\\303\\244\\x41\"",
        "\"\u00e4\ud83d\ude00\"",
        "\"# no comment\"",
        "'\\u20ac'");
  }

  private void blank(StringBuilder out) {
    out.append(pick("", "", " ", "\n", " # c }\n"));
  }

  private void separate(StringBuilder out) {
    out.append(pick(" ", " ", "\n", "\t", "\n#c\n"));
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
