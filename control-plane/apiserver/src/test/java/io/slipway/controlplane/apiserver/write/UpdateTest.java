// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import static io.slipway.controlplane.apiserver.write.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class UpdateTest {
  private final ObjectNode live = Widgets.live();

  private static ObjectNode metadata(ObjectNode object) {
    return object.withObjectProperty("metadata");
  }

  private ObjectNode changed(Consumer<ObjectNode> change) {
    ObjectNode sent = live.deepCopy();
    change.accept(sent);
    return sent;
  }

  private Outcome update(Consumer<ObjectNode> change) {
    return new Update(Widgets.context("w"), false).of(changed(change), live);
  }

  private static ObjectNode stored(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Stored.class);
    return ((Outcome.Stored) outcome).object();
  }

  private static void refused(int code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void countsAChangeOfWhatIsWanted() {
    ObjectNode stored = stored(update(object -> object.withObject("/spec").put("size", 2)));
    assertThat(metadata(stored).get("generation").asLong()).isEqualTo(2);
    assertThat(stored.get("spec").get("size").asInt()).isEqualTo(2);
  }

  @Test
  void doesNotCountAChangeOfLabels() {
    ObjectNode stored =
        stored(update(object -> metadata(object).putObject("labels").put("a", "b")));
    assertThat(metadata(stored).get("generation").asLong()).isEqualTo(1);
    assertThat(metadata(stored).get("labels").get("a").asText()).isEqualTo("b");
  }

  @Test
  void leavesTheStatusAlone() {
    assertThat(update(object -> object.withObject("/status").put("ready", false)))
        .isInstanceOf(Outcome.Unchanged.class);
    assertThat(update(object -> object.remove("status"))).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void writesTheStatusAndNothingElse() {
    ObjectNode sent =
        changed(object -> {
          object.withObject("/status").put("ready", false);
          object.withObject("/spec").put("size", 9);
          metadata(object).putObject("labels").put("a", "b");
        });
    ObjectNode stored = stored(new Update(Widgets.context("w"), true).of(sent, live));
    assertThat(stored.get("status").get("ready").asBoolean()).isFalse();
    assertThat(stored.get("spec").get("size").asInt()).isEqualTo(1);
    assertThat(metadata(stored).has("labels")).isFalse();
    assertThat(metadata(stored).get("generation").asLong()).isEqualTo(1);
    JsonNode owners = metadata(stored).get("managedFields");
    assertThat(owners.findValuesAsText("subresource")).containsExactly("status");
  }

  @Test
  void changesNothingIfNothingIsNew() {
    assertThat(update(_ -> {})).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void keepsTheTimeOfCreation() {
    assertThat(update(object -> metadata(object).put("creationTimestamp", "2000-01-01T00:00:00Z")))
        .isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void keepsWhatTheClientLeavesOut() {
    ObjectNode stored =
        stored(
            update(object -> {
              metadata(object).remove("uid");
              metadata(object).remove("creationTimestamp");
              metadata(object).remove("generation");
              metadata(object).remove("namespace");
              metadata(object).remove("managedFields");
              object.withObject("/spec").put("size", 2);
            }));
    assertThat(metadata(stored).get("uid").asText()).isEqualTo("the-uid");
    assertThat(metadata(stored).get("creationTimestamp").asText()).isEqualTo(Widgets.TIME);
    assertThat(metadata(stored).get("namespace").asText()).isEqualTo("ns");
    assertThat(metadata(stored).get("managedFields")).isNotEmpty();
  }

  @Test
  void refusesAStaleOrMissingVersion() {
    refused(
        409,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again",
        () -> update(object -> metadata(object).put("resourceVersion", "4")));
    refused(
        422,
        "metadata.resourceVersion: Invalid value: 0: must be specified for an update",
        () -> update(object -> metadata(object).remove("resourceVersion")));
  }

  @Test
  void refusesAnotherObject() {
    refused(
        409,
        "Precondition failed: UID in precondition: other, UID in object meta: the-uid",
        () -> update(object -> metadata(object).put("uid", "other")));
    refused(
        400,
        "the name of the object (x) does not match the name on the URL (w)",
        () -> update(object -> metadata(object).put("name", "x")));
    refused(
        400,
        "does not match the namespace",
        () -> update(object -> metadata(object).put("namespace", "x")));
  }

  @Test
  void refusesWhatMayNotChange() {
    refused(
        422,
        "spec.size in body should be greater than or equal to 1",
        () -> update(object -> object.withObject("/spec").put("size", 0)));
  }

  @Test
  void removesAnObjectThatIsGoingWithItsLastFinalizer() {
    metadata(live).put("deletionTimestamp", Widgets.TIME).put("deletionGracePeriodSeconds", 0);
    metadata(live).putArray("finalizers").add("a").add("b");
    ObjectNode stored = stored(update(object -> metadata(object).putArray("finalizers").add("b")));
    assertThat(metadata(stored).get("finalizers").size()).isEqualTo(1);
    assertThat(update(object -> metadata(object).remove("finalizers")))
        .isInstanceOf(Outcome.Removed.class);
  }

  @Test
  void doesNotRemoveAnObjectThatStillHasTime() {
    metadata(live).put("deletionTimestamp", Widgets.TIME).put("deletionGracePeriodSeconds", 30);
    metadata(live).putArray("finalizers").add("a");
    stored(update(object -> metadata(object).remove("finalizers")));
  }

  @Test
  void takesNoNewFinalizerAndNoSecondThoughtsOnceAnObjectIsGoing() {
    metadata(live).put("deletionTimestamp", Widgets.TIME).put("deletionGracePeriodSeconds", 0);
    metadata(live).putArray("finalizers").add("a");
    refused(
        422,
        "no new finalizers can be added if the object is being deleted",
        () -> update(object -> metadata(object).putArray("finalizers").add("a").add("b")));
    assertThat(update(object -> metadata(object).remove("deletionTimestamp")))
        .isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void refusesADeletionByUpdate() {
    refused(
        422,
        "metadata.deletionTimestamp",
        () -> update(object -> metadata(object).put("deletionTimestamp", Widgets.TIME)));
  }

  @Test
  void doesNotChangeWhatIsThere() {
    ObjectNode before = live.deepCopy();
    update(object -> object.withObject("/spec").put("size", 2));
    assertThat(live).isEqualTo(before).isNotEqualTo(json("{}"));
  }

  private Outcome apply(String spec, String more) {
    ObjectNode patch =
        json(
            "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\""
                + more
                + "},\"spec\":"
                + spec
                + "}");
    ObjectNode applied = Widgets.TYPE.owners().apply(live, patch, "other", true, Widgets.NOW);
    return new Update(Widgets.context("w"), false).ofApplied(applied, live);
  }

  @Test
  void storesWhatAnApplyMakes() {
    ObjectNode stored = stored(apply("{\"size\":2}", ",\"labels\":{\"a\":\"b\"}"));
    assertThat(stored.get("spec").get("size").asInt()).isEqualTo(2);
    assertThat(stored.get("spec").get("color").asText()).isEqualTo("red");
    assertThat(metadata(stored).get("labels").get("a").asText()).isEqualTo("b");
    assertThat(metadata(stored).get("generation").asLong()).isEqualTo(2);
    assertThat(metadata(stored).get("uid").asText()).isEqualTo("the-uid");
    assertThat(stored.get("status")).isEqualTo(live.get("status"));
    assertThat(metadata(stored).get("managedFields").findValuesAsText("operation"))
        .containsExactlyInAnyOrder("Apply", "Update");
  }

  @Test
  void anApplyOfTheSameAgainChangesNothing() {
    ObjectNode first = stored(apply("{\"size\":2}", ""));
    metadata(first).put("resourceVersion", "6");
    live.setAll(first);
    assertThat(apply("{\"size\":2}", "")).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void refusesAnApplyToAnOlderVersion() {
    refused(
        409,
        "the object has been modified",
        () -> apply("{\"size\":2}", ",\"resourceVersion\":\"4\""));
  }
}
