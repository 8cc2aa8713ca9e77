// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import io.slipway.controlplane.apiserver.types.SchemaTypes;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the recorded sequences do not reach: times, versions and schemas that change. */
class ManagedFieldsTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = FIRST.plusSeconds(60);

  @Test
  void aRepeatedApplyChangesNothingNotEvenTheTime() {
    ManagedFields fields = fields("g/v1", SchemaTypes.of(null));
    ObjectNode first = fields.apply(null, object("g/v1", "{\"a\": 1}"), "m", false, FIRST);
    ObjectNode again = fields.apply(first, object("g/v1", "{\"a\": 1}"), "m", false, LATER);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void theTimeIsThatOfTheLastChangeOfTheObject() {
    ManagedFields fields = fields("g/v1", SchemaTypes.of(null));
    ObjectNode first = fields.apply(null, object("g/v1", "{\"a\": 1}"), "m", false, FIRST);
    ObjectNode again = fields.apply(first, object("g/v1", "{\"a\": 2}"), "m", false, LATER);
    assertThat(entry(first).get("time").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(entry(again).get("time").asText()).isEqualTo("2026-01-01T00:01:00Z");
  }

  @Test
  void anUpdateThatOnlyChangesTimesIsUndone() {
    ManagedFields fields = fields("g/v1", SchemaTypes.of(null));
    ObjectNode stored = fields.update(null, object("g/v1", "{\"a\": 1}"), "m", FIRST);
    ObjectNode later = stored.deepCopy();
    ((ObjectNode) entry(later)).put("time", LATER.toString());
    assertThat(KeptTimes.restore(stored, later)).isSameAs(stored);
    later.withObject("spec").put("a", 2);
    assertThat(KeptTimes.restore(stored, later)).isSameAs(later);
  }

  @Test
  void anOwnerThatAddsNothingIsStillAChange() {
    ManagedFields fields = fields("g/v1", SchemaTypes.of(null));
    ObjectNode stored = fields.apply(null, object("g/v1", "{\"a\": 1}"), "m", false, FIRST);
    ObjectNode shared = fields.apply(stored, object("g/v1", "{\"a\": 1}"), "n", false, LATER);
    assertThat(KeptTimes.restore(stored, shared)).isSameAs(shared);
  }

  @Test
  void theOldestOfMoreThanTenUpdatersBecomeOne() {
    ManagedFields fields = fields("g/v1", SchemaTypes.of(null));
    ObjectNode object = fields.update(null, object("g/v1", "{\"k0\": \"v\"}"), "m0", FIRST);
    for (int i = 1; i < 13; i++) {
      ObjectNode next = object("g/v1", "{}");
      for (int k = 0; k <= i; k++) {
        next.withObject("spec").put("k" + k, "v");
      }
      object = fields.update(object, next, "m" + i, FIRST.plusSeconds(i));
    }
    JsonNode entries = object.path("metadata").path("managedFields");
    assertThat(entries.findValuesAsText("manager"))
        .containsExactly(
            "ancient-changes", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12");
    assertThat(entries.get(0).get("time").asText()).isEqualTo("2026-01-01T00:00:03Z");
    assertThat(entries.get(0).get("fieldsV1"))
        .hasToString("{\"f:spec\":{\".\":{},\"f:k0\":{},\"f:k1\":{},\"f:k2\":{},\"f:k3\":{}}}");
  }

  @Test
  void ownersOfAVersionThatIsGoneAreForgotten() {
    TypeDescription type = SchemaTypes.of(null);
    ObjectVersions both = version -> version.startsWith("g/") ? type : null;
    ObjectNode stored =
        new ManagedFields("g/v1", "W", both, "", IgnoredFields.NONE)
            .apply(null, object("g/v1", "{\"a\": 1}"), "m", false, FIRST);
    stored.put("apiVersion", "g/v2");
    ObjectNode now =
        fields("g/v2", type).apply(stored, object("g/v2", "{\"a\": 2}"), "n", false, LATER);
    JsonNode entries = now.path("metadata").path("managedFields");
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).get("manager").asText()).isEqualTo("n");
  }

  @Test
  void anOwnerInAnotherVersionStillMeetsConflicts() {
    TypeDescription type = SchemaTypes.of(null);
    ObjectVersions both = version -> version.startsWith("g/") ? type : null;
    ObjectNode stored =
        new ManagedFields("g/v1", "W", both, "", IgnoredFields.NONE)
            .update(null, object("g/v1", "{\"a\": 1}"), "m", FIRST);
    stored.put("apiVersion", "g/v2");
    ManagedFields second = new ManagedFields("g/v2", "W", both, "", IgnoredFields.NONE);
    assertThat(
            catchThrowable(
                () -> second.apply(stored, object("g/v2", "{\"a\": 2}"), "n", false, LATER)))
        .hasMessage("Apply failed with 1 conflict: conflict with \"m\" using g/v1: .spec.a");
  }

  @Test
  void whoOwnedPartsOwnsTheWholeOnceItIsAtomic() {
    ObjectNode stored =
        fields("g/v1", schema("granular"))
            .update(null, object("g/v1", "{\"m\": {\"a\": \"1\", \"b\": \"2\"}}"), "m", FIRST);
    assertThat(entry(stored).get("fieldsV1"))
        .hasToString("{\"f:spec\":{\".\":{},\"f:m\":{\".\":{},\"f:a\":{},\"f:b\":{}}}}");
    ObjectNode now =
        fields("g/v1", schema("atomic"))
            .update(
                stored,
                object("g/v1", "{\"m\": {\"a\": \"1\", \"b\": \"2\"}, \"t\": 1}"),
                "n",
                LATER);
    assertThat(entry(now).get("fieldsV1")).hasToString("{\"f:spec\":{\".\":{},\"f:m\":{}}}");
  }

  private static TypeDescription schema(String mapType) {
    return SchemaTypes.of(
        Facts.json(
            "{\"type\": \"object\", \"properties\": {\"spec\": {\"type\": \"object\","
                + " \"properties\": {\"t\": {\"type\": \"integer\"}, \"m\": {\"type\": \"object\","
                + " \"x-kubernetes-map-type\": \""
                + mapType
                + "\", \"additionalProperties\": {\"type\": \"string\"}}}}}}"));
  }

  private static ManagedFields fields(String apiVersion, TypeDescription type) {
    return new ManagedFields(
        apiVersion, "W", ObjectVersions.only(apiVersion, type), "", IgnoredFields.NONE);
  }

  private static JsonNode entry(ObjectNode object) {
    return object.path("metadata").path("managedFields").get(0);
  }

  private static ObjectNode object(String apiVersion, String spec) {
    return (ObjectNode)
        Facts.json(
            "{\"apiVersion\": \""
                + apiVersion
                + "\", \"kind\": \"W\", \"metadata\": {\"name\": \"w\"}, \"spec\": "
                + spec
                + "}");
  }
}
