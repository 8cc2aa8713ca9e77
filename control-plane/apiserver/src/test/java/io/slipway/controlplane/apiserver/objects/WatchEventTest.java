// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.store.Change;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchEventTest {
  private static final Stored RED = widget(7, "red");
  private static final Stored BLUE = widget(9, "blue");

  private static final Selection RED_ONES =
      new Selection() {
        @Override
        public boolean isEverything() {
          return false;
        }

        @Override
        public boolean matches(ObjectNode object) {
          return object.path("spec").path("color").asText().equals("red");
        }
      };

  private static Stored widget(long revision, String color) {
    String json =
        "{\"apiVersion\":\"g/v1\",\"kind\":\"K\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"color\":\""
            + color
            + "\"}}";
    return new Stored(
        new Key("g/ks", "ns", "w"), revision, "u", json.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable WatchEvent red(Change change) {
    return WatchEvent.of(change, RED_ONES);
  }

  @Test
  void tellsOfWhatIsSelected() {
    assertThat(red(new Change.Added(RED))).isEqualTo(new WatchEvent(WatchEvent.Type.ADDED, RED));
    assertThat(red(new Change.Modified(widget(9, "red"), RED)))
        .extracting(WatchEvent::type)
        .isEqualTo(WatchEvent.Type.MODIFIED);
    assertThat(red(new Change.Deleted(11, RED)))
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(WatchEvent.Type.DELETED);
          assertThat(event.object().revision()).isEqualTo(11);
          assertThat(event.object().value()).isSameAs(RED.value());
        });
  }

  @Test
  void saysNothingOfWhatIsNot() {
    assertThat(red(new Change.Added(BLUE))).isNull();
    assertThat(red(new Change.Modified(widget(11, "green"), BLUE))).isNull();
    assertThat(red(new Change.Deleted(11, BLUE))).isNull();
  }

  @Test
  void tellsOfObjectsThatComeIntoTheSelectionAndLeaveIt() {
    assertThat(red(new Change.Modified(widget(11, "red"), BLUE)))
        .extracting(WatchEvent::type)
        .isEqualTo(WatchEvent.Type.ADDED);
    assertThat(red(new Change.Modified(BLUE, RED)))
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(WatchEvent.Type.DELETED);
          assertThat(event.object().revision()).isEqualTo(9);
          assertThat(event.object().value()).isSameAs(RED.value());
        });
  }

  @Test
  void readsNothingIfEverythingIsSelected() {
    Stored broken = new Stored(new Key("g/ks", "ns", "w"), 1, "u", new byte[0]);
    assertThat(WatchEvent.of(new Change.Added(broken), Selection.EVERYTHING))
        .isEqualTo(new WatchEvent(WatchEvent.Type.ADDED, broken));
  }
}
