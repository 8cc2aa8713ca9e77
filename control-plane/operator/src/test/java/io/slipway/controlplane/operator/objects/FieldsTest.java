// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static final Map<String, Object> FIELDS =
      Map.of("a", Map.of("b", List.of(Map.of("c", 1), "text")), "n", 2);

  @Test
  void findsWhatIsAtAPath() {
    assertThat(Fields.maps(FIELDS, "a", "b")).containsExactly(Map.of("c", 1));
    assertThat(Fields.words(FIELDS, "a", "b")).containsExactly("text");
    assertThat(Fields.number(FIELDS, 0, "n")).isEqualTo(2);
  }

  @Test
  void takesAnotherTypeForNothing() {
    assertThat(Fields.text(FIELDS, "n")).isEmpty();
    assertThat(Fields.map(FIELDS, "n", "below")).isEmpty();
    assertThat(Fields.list(FIELDS, "a")).isEmpty();
    assertThat(Fields.number(FIELDS, 7, "a")).isEqualTo(7);
  }
}
