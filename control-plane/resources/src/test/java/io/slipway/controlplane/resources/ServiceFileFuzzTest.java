// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.slipway.controlplane.resources.schema.FieldValidation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Damaged manifests: whatever the text, there are results, and soon. */
class ServiceFileFuzzTest {
  private static final long SEED = 20260823;
  private static final int ROUNDS = 10_000;
  private static final List<String> PIECES =
      List.of(
          "&a ",
          "*a",
          "<<: *a",
          "!!int ",
          "!x ",
          "- ",
          "? ",
          ": ",
          "{",
          "}",
          "[",
          "]",
          "|\n",
          ">-\n",
          "\t",
          "\n",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "'",
          "\"",
          "\\",
          "#",
          ",",
          "~",
          "null",
          "0x",
          "\u0000",
          "\uFEFF",
          "\uD83D",
          "\u2028",
          "1e999",
          ".nan",
          "\"\\uD800\"",
          "\r");

  @Test
  void readsDamagedManifestsWithoutAnException() throws IOException {
    Random random = new Random(SEED);
    List<Upstream.Sample> samples = Upstream.samples();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(90),
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder(pick(samples, random).text());
            for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
              damage(text, samples, random);
            }
            String damaged = text.toString();
            FieldValidation validation = pick(List.of(FieldValidation.values()), random);
            assertThatCode(() -> ServiceFile.read(damaged, "f.yaml", validation))
                .as(() -> "seed " + SEED + ":\n" + damaged)
                .doesNotThrowAnyException();
          }
        });
  }

  @Test
  void readsHostileTextsInBoundedTime() {
    List<String> texts =
        List.of(
            "[".repeat(1_000_000),
            "{".repeat(1_000_000),
            "- ".repeat(500_000),
            "? ".repeat(500_000),
            "a: ".repeat(500_000),
            "&a ".repeat(500_000),
            "!".repeat(500_000),
            "\"" + "\\".repeat(2_000_000),
            "a: |\n" + " x\n".repeat(700_000),
            "#".repeat(3_000_000),
            "\n".repeat(3_000_000),
            "---\n".repeat(700_000),
            "x".repeat(3_000_000),
            "a".repeat(1_500_000) + ": " + "b".repeat(1_500_000),
            manyUnknownFields());

    for (String text : texts) {
      List<ServiceReading> readings =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () -> ServiceFile.read(text, "f.yaml", FieldValidation.STRICT),
              () -> text.substring(0, 20));
      assertThat(readings).noneMatch(ServiceReading.Valid.class::isInstance);
    }
  }

  private static String manyUnknownFields() {
    StringBuilder text =
        new StringBuilder(
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n predictor:\n");
    for (int i = 0; i < 90_000; i++) {
      text.append("  containerConcurrent").append(i).append(": 1\n");
    }
    return text.toString();
  }

  private static void damage(StringBuilder text, List<Upstream.Sample> samples, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(20));
    switch (random.nextInt(6)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, pick(PIECES, random));
      case 2 -> text.insert(at, (char) random.nextInt(0x250));
      case 3 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
      case 4 -> text.replace(at, end, pick(PIECES, random));
      default -> {
        String other = pick(samples, random).text();
        int from = random.nextInt(other.length());
        text.insert(at, other, from, Math.min(other.length(), from + 200));
      }
    }
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
