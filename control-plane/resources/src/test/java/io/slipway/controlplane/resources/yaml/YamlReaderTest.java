// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.resources.yaml.YamlScalar.Kind;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  @Test
  void keepsTheDocumentsBeforeAFault() {
    YamlText text = read("a: 1\n---\n---\nb: 2\n---\nc: [\n");

    assertThat(text.documents()).hasSize(2);
    assertThat(Objects.requireNonNull(text.fault()).position()).hasToString("t.yaml:7:1");
  }

  @Test
  void knowsWhereKeysAndValuesBegin() {
    YamlMap root = map("a: 1\nlong:\n  - x\n  - inner: {k: v}\n");

    YamlList list = Objects.requireNonNull(root.list("long"));
    YamlMap inner = (YamlMap) list.items().get(1);
    YamlMap.Entry entry = Objects.requireNonNull(inner.entries().get("inner"));
    assertThat(entry.position()).hasToString("t.yaml:4:5");
    assertThat(entry.value().position()).hasToString("t.yaml:4:12");
  }

  @Test
  void readsJsonWithTabsAndSurrogates() {
    YamlMap root = map("{\n\t\"a\": \"\\ud83d\\ude00 \\/\",\n\t\"b\": [true, null, 1.5e3]}");

    assertThat(root.text("a")).isEqualTo("\uD83D\uDE00 /");
    assertThat(Objects.requireNonNull(root.list("b")).items())
        .extracting(value -> ((YamlScalar) value).kind())
        .containsExactly(Kind.BOOLEAN, Kind.NULL, Kind.FLOAT);
  }

  @Test
  void skipsAByteOrderMark() {
    assertThat(map("\uFEFFa: x").text("a")).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({
    "yes, BOOLEAN",
    "On, BOOLEAN",
    "n, BOOLEAN",
    "true, BOOLEAN",
    "tRue, STRING",
    "~, NULL",
    "Null, NULL",
    "nULL, STRING",
    "12, INTEGER",
    "-7, INTEGER",
    "+7, INTEGER",
    "1_000, INTEGER",
    "0x1F, INTEGER",
    "0b101, INTEGER",
    "0o17, INTEGER",
    "0644, INTEGER",
    "089, FLOAT",
    "--1, STRING",
    "9223372036854775808, FLOAT",
    "1.5, FLOAT",
    ".5, FLOAT",
    "5., FLOAT",
    "1e3, FLOAT",
    "1e, STRING",
    "., STRING",
    "-, STRING",
    ".inf, FLOAT",
    ".NaN, FLOAT",
    "1.2.3, STRING",
    "12:30:00, STRING",
    "2024-01-01, STRING",
    "0x, STRING",
    "500m, STRING",
    "0x-1, STRING",
  })
  void typesPlainScalarsAsKubernetesDoes(String text, Kind kind) {
    assertThat(ScalarTypes.kindOf(text)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"0644, 420", "0o17, 15", "0x1F, 31", "-0b11, -3", "1_000, 1000", "+5, 5"})
  void readsIntegersInTheirBase(String text, long value) {
    assertThat(ScalarTypes.integer(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \"1\"", "a: '1'", "a: !!str 1", "a: ! 1", "a: |-\n  1"})
  void takesQuotedAndTaggedScalarsAsText(String text) {
    assertThat(map(text).text("a")).isEqualTo("1");
  }

  @Test
  void reportsDuplicateKeysAndKeepsTheLast() {
    YamlDocument document = read("a:\n  b: 1\n  b: 2\n").documents().getFirst();

    assertThat(document.duplicates())
        .singleElement()
        .satisfies(key -> {
          assertThat(key.path()).isEqualTo("a.b");
          assertThat(key.position()).hasToString("t.yaml:3:3");
          assertThat(key.first()).hasToString("t.yaml:2:3");
        });
    YamlMap inner = Objects.requireNonNull(((YamlMap) document.root()).map("a"));
    assertThat(inner.integer("b")).isEqualTo(2);
  }

  @Test
  void mergesMappingsWithoutOverwriting() {
    YamlMap root = map("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n");

    YamlMap use = Objects.requireNonNull(root.map("use"));
    assertThat(use.integer("x")).isEqualTo(1);
    assertThat(use.integer("y")).isEqualTo(3);
  }

  @Test
  void countsAliasesAsWhatTheyName() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String before = "*a" + (i - 1);
      laughs.append("a" + i + ": &a" + i + " [" + before + ", " + before + "]\n");
    }

    assertThat(fault(laughs.toString()).reason()).contains("more than 200000 values");
  }

  @Test
  void boundsTheDepth() {
    assertThat(fault("[".repeat(5_000)).reason()).isEqualTo("nested deeper than 64 levels");
    assertThat(fault("a: ".repeat(1) + "{b: ".repeat(70)).reason()).contains("64 levels");
  }

  @Test
  void boundsTheLength() {
    YamlLimits small = new YamlLimits(10, 5, 5);

    YamlText text = YamlReader.read("a: 12345678", "t.yaml", small);

    assertThat(Objects.requireNonNull(text.fault()).reason())
        .isEqualTo("text of 11 characters (at most 10)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: &x [*x]       | t.yaml:1:8 | alias *x names no finished value before it",
        "a: *nowhere      | t.yaml:1:4 | alias *nowhere names no finished value before it",
        "a: {{ .Values }} | t.yaml:1:5 | a key must be text, not a mapping, list or alias (a"
            + " template is to be rendered first)",
        "a: !foo x        | t.yaml:1:4 | the tag !foo means nothing in a resource",
        "a: !!int x       | t.yaml:1:4 | \"x\" is not of the type its tag tag:yaml.org,2002:int"
            + " says",
        "a: b: c          | t.yaml:1:5 | malformed YAML: mapping values are not allowed here",
        "<<: 1            | t.yaml:1:5 | << merges a mapping or a list of mappings, not the number"
            + " 1"
      })
  void saysWhereAndWhyATextIsRefused(String text, String position, String reason) {
    YamlText.Fault fault = fault(text);

    assertThat(fault.position()).hasToString(position);
    assertThat(fault.reason()).startsWith(reason);
  }

  @Test
  void namesACharacterThatIsNotAllowed() {
    YamlText.Fault fault = fault("a: b\nc: \u0001");

    assertThat(fault.position()).hasToString("t.yaml:2:4");
    assertThat(fault.reason()).contains("U+0001");
  }

  @Test
  void refusesAnotherVersionOfYaml() {
    assertThat(fault("%YAML 2.0\n---\na: 1\n").reason()).startsWith("YAML 2.0 is not read");
  }

  private static YamlText read(String text) {
    return YamlReader.read(text, "t.yaml", YamlLimits.DEFAULT);
  }

  private static YamlMap map(String text) {
    YamlText read = read(text);
    assertThat(read.fault()).isNull();
    return (YamlMap) read.documents().getFirst().root();
  }

  private static YamlText.Fault fault(String text) {
    return Objects.requireNonNull(read(text).fault());
  }
}
