// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlWriterTest {
  @Test
  void blocksAreIndentedByTwoAndListsStandUnderTheirKey() {
    YamlWriter writer = new YamlWriter();
    writer.beginMap();
    writer.text("kind");
    writer.text("Pod");
    writer.text("spec");
    writer.beginMap();
    writer.text("containers");
    writer.beginList();
    writer.beginMap();
    writer.text("name");
    writer.text("main");
    writer.text("stdin");
    writer.literal("true");
    writer.endMap();
    writer.endList();
    writer.text("volumes");
    writer.beginList();
    writer.endList();
    writer.text("nodeSelector");
    writer.beginMap();
    writer.endMap();
    writer.endMap();
    writer.text("replicas");
    writer.literal("2");
    writer.endMap();

    assertThat(writer.finish())
        .isEqualTo(
            """
            kind: Pod
            spec:
              containers:
              - name: main
                stdin: true
              volumes: []
              nodeSelector: {}
            replicas: 2
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain text | plain text",
        "true | \"true\"",
        "no | \"no\"",
        "y | \"y\"",
        "null | \"null\"",
        "~ | \"~\"",
        "0644 | \"0644\"",
        "1e3 | \"1e3\"",
        "1.25 | \"1.25\"",
        "12:30:45 | \"12:30:45\"",
        "2026-11-22T18:00:00Z | \"2026-11-22T18:00:00Z\"",
        "0x1F | \"0x1F\"",
        "<< | \"<<\"",
        "= | \"=\"",
        "500m | 500m",
        "-v | -v",
        "1Gi | 1Gi",
        "a: b | 'a: b'",
        "# no comment | '# no comment'",
        "- item | '- item'",
        "'{x}' | '''{x}'''",
        "@file | '@file'",
        "`` | \"\"",
      })
  void aTextIsQuotedIfSomebodyWouldTakeItForSomethingElse(String text, String written) {
    assertThat(alone(text)).isEqualTo("x: " + written + "\n");
  }

  @Test
  void severalLinesAreABlock() {
    assertThat(alone("first\n  second\n")).isEqualTo("x: |\n  first\n    second\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\n\n",
        "\n",
        " a",
        "a ",
        "\ta\n b ",
        "tab\there",
        "\u0001",
        "\u0085",
        "a\n\u2028b",
        "umlaut \u00e4, \ud83d\ude00",
        "\ufeff",
        "key: [1, 2]",
        "%x",
        "!tag",
        "&anchor",
        "*alias",
        "---",
        "...",
        "\"quoted\"",
        "back\\slash",
        "...\n---\n",
      })
  void whateverATextHasIsReadAgain(String text) {
    YamlText read = YamlReader.read(alone(text), "test", YamlLimits.DEFAULT);

    assertThat(read.fault()).isNull();
    assertThat(((YamlMap) read.documents().getFirst().root()).text("x")).isEqualTo(text);
  }

  @Test
  void aLongLineAndALongKeyStayAsTheyAre() {
    String key = "k".repeat(300);
    YamlWriter writer = new YamlWriter();
    writer.beginMap();
    writer.text(key);
    writer.text("word ".repeat(500) + "end");
    writer.endMap();

    assertThat(writer.finish().lines()).containsExactly(key + ": " + "word ".repeat(500) + "end");
  }

  private static String alone(String text) {
    YamlWriter writer = new YamlWriter();
    writer.beginMap();
    writer.text("x");
    writer.text(text);
    writer.endMap();
    return writer.finish();
  }
}
