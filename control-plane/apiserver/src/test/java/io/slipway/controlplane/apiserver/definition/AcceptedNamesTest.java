// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedNamesTest {
  private static final String NOW = "2026-11-22T12:00:00Z";

  private static ObjectNode definition(String kind, String plural, String... shortNames) {
    ObjectNode definition = Facts.json("{}").deepCopy();
    ObjectNode names = definition.withObject("/spec/names");
    names.put("kind", kind).put("listKind", kind + "List");
    names.put("plural", plural).put("singular", kind.toLowerCase(Locale.ROOT));
    if (shortNames.length > 0) {
      List.of(shortNames).forEach(names.putArray("shortNames")::add);
    }
    return definition;
  }

  private static ObjectNode with(ObjectNode definition, JsonNode status) {
    definition.set("status", status);
    return definition;
  }

  @Test
  void theFirstGetsItsNames() {
    ObjectNode status = AcceptedNames.status(definition("Thing", "things", "th"), List.of(), NOW);
    assertThat(status.at("/acceptedNames/plural").asText()).isEqualTo("things");
    assertThat(status.at("/acceptedNames/shortNames").toString()).isEqualTo("[\"th\"]");
    assertThat(status.at("/conditions/0").toString())
        .isEqualTo(
            "{\"lastTransitionTime\":\"2026-11-22T12:00:00Z\",\"message\":\"no conflicts found\","
                + "\"reason\":\"NoConflicts\",\"status\":\"True\",\"type\":\"NamesAccepted\"}");
    assertThat(status.at("/conditions/1/status").asText()).isEqualTo("True");
    assertThat(status.at("/conditions/1/reason").asText()).isEqualTo("InitialNamesAccepted");
  }

  @ParameterizedTest
  @CsvSource({
    "Thing, others, '', ListKindConflict, ThingList",
    "Other, things, '', PluralConflict, things",
    "Other, others, th, ShortNamesConflict, th",
    "Th, others, '', SingularConflict, th",
    "ThingList, others, '', KindConflict, ThingList",
  })
  void anotherMustHaveOtherNames(
      String kind, String plural, String shortName, String reason, String name) {
    ObjectNode first = definition("Thing", "things", "th");
    with(first, AcceptedNames.status(first, List.of(), NOW));
    ObjectNode second =
        shortName.isEmpty() ? definition(kind, plural) : definition(kind, plural, shortName);
    ObjectNode status = AcceptedNames.status(second, List.of(first), NOW);
    JsonNode accepted = status.at("/conditions/0");
    assertThat(accepted.path("status").asText()).isEqualTo("False");
    assertThat(accepted.path("reason").asText()).isEqualTo(reason);
    assertThat(accepted.path("message").asText()).isEqualTo('"' + name + "\" is already in use");
    assertThat(status.at("/conditions/1/reason").asText()).isEqualTo("NotAccepted");
  }

  @Test
  void whatIsServedStaysSoWhenItAsksForATakenName() {
    ObjectNode first = definition("Thing", "things", "th");
    with(first, AcceptedNames.status(first, List.of(), NOW));
    ObjectNode second = definition("Other", "others");
    with(second, AcceptedNames.status(second, List.of(first), NOW));
    second.withObject("/spec/names").putArray("shortNames").add("th");
    ObjectNode status = AcceptedNames.status(second, List.of(first), "2026-11-23T00:00:00Z");
    assertThat(status.at("/conditions/0/status").asText()).isEqualTo("False");
    assertThat(status.at("/conditions/0/lastTransitionTime").asText())
        .isEqualTo("2026-11-23T00:00:00Z");
    assertThat(status.at("/conditions/1/status").asText()).isEqualTo("True");
    assertThat(status.at("/conditions/1/lastTransitionTime").asText()).isEqualTo(NOW);
  }

  @Test
  void asksAgainWithoutAChange() {
    ObjectNode first = definition("Thing", "things", "th");
    ObjectNode status = AcceptedNames.status(first, List.of(), NOW);
    ObjectNode again = AcceptedNames.status(with(first, status), List.of(), "2026-11-23T00:00:00Z");
    assertThat(again).isEqualTo(status);
  }
}
