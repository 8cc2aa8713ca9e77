// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.request.DeleteOptions;
import io.slipway.controlplane.apiserver.request.DeleteOptions.Propagation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeletionTest {
  private static final DeleteOptions PLAIN = options(null);

  private final ObjectNode live = Widgets.live();

  private static DeleteOptions options(@Nullable Propagation propagation) {
    return new DeleteOptions(null, propagation, null, null, false);
  }

  private Outcome delete(DeleteOptions options, long graceSeconds) {
    return Deletion.of(Widgets.TYPE, live, options, graceSeconds, Widgets.NOW);
  }

  private static ObjectNode metadata(ObjectNode object) {
    return object.withObjectProperty("metadata");
  }

  private static ObjectNode stored(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Stored.class);
    return metadata(((Outcome.Stored) outcome).object());
  }

  private static List<String> finalizers(ObjectNode metadata) {
    List<String> finalizers = new ArrayList<>();
    metadata.path("finalizers").forEach(each -> finalizers.add(each.asText()));
    return finalizers;
  }

  @Test
  void removesWhatNothingHolds() {
    assertThat(delete(PLAIN, 0)).isInstanceOf(Outcome.Removed.class);
    assertThat(delete(options(Propagation.BACKGROUND), 0)).isInstanceOf(Outcome.Removed.class);
  }

  @Test
  void marksWhatAFinalizerHolds() {
    metadata(live).putArray("finalizers").add("a");
    ObjectNode marked = stored(delete(PLAIN, 0));
    assertThat(marked.get("deletionTimestamp").asText()).isEqualTo(Widgets.TIME);
    assertThat(marked.get("deletionGracePeriodSeconds").asLong()).isZero();
    assertThat(marked.get("generation").asLong()).isEqualTo(2);
  }

  @Test
  void asksThoseWhoLookAfterDependents() {
    assertThat(finalizers(stored(delete(options(Propagation.FOREGROUND), 0))))
        .containsExactly("foregroundDeletion");
    assertThat(finalizers(stored(delete(options(Propagation.ORPHAN), 0))))
        .containsExactly("orphan");
  }

  @Test
  void changesItsMindAboutDependents() {
    metadata(live).putArray("finalizers").add("foregroundDeletion").add("a");
    assertThat(finalizers(stored(delete(options(Propagation.ORPHAN), 0))))
        .containsExactly("a", "orphan");
    assertThat(finalizers(stored(delete(options(Propagation.BACKGROUND), 0)))).containsExactly("a");
  }

  @Test
  void givesTimeAndTakesItBack() {
    ObjectNode marked = stored(delete(PLAIN, 30));
    assertThat(marked.get("deletionTimestamp").asText()).isEqualTo("2026-03-04T05:06:37Z");
    assertThat(marked.get("deletionGracePeriodSeconds").asLong()).isEqualTo(30);
    metadata(live).setAll(marked);
    assertThat(delete(PLAIN, 30)).isInstanceOf(Outcome.Unchanged.class);
    assertThat(delete(PLAIN, 60)).isInstanceOf(Outcome.Unchanged.class);
    ObjectNode sooner = stored(delete(PLAIN, 10));
    assertThat(sooner.get("deletionTimestamp").asText()).isEqualTo("2026-03-04T05:06:17Z");
    assertThat(sooner.get("generation").asLong()).isEqualTo(2);
    assertThat(delete(PLAIN, 0)).isInstanceOf(Outcome.Removed.class);
  }

  @Test
  void doesNothingTwice() {
    metadata(live).putArray("finalizers").add("a");
    metadata(live).setAll(stored(delete(PLAIN, 0)));
    assertThat(delete(PLAIN, 0)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void refusesToDeleteAnother() {
    assertThatThrownBy(() -> delete(new DeleteOptions(null, null, "other", null, false), 0))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(409))
        .hasMessageContaining("the UID in the precondition (other)");
    assertThatThrownBy(() -> delete(new DeleteOptions(null, null, null, "4", false), 0))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(409))
        .hasMessageContaining("the ResourceVersion in the precondition (4)");
    assertThat(delete(new DeleteOptions(null, null, "the-uid", "5", false), 0))
        .isInstanceOf(Outcome.Removed.class);
  }
}
