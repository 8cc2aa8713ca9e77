// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ServingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
  @Test
  void keysReadAsPeopleWriteThem() {
    assertThat(new Key("apps/deployments", "default", "web"))
        .hasToString("apps/deployments default/web");
    assertThat(new Key("nodes", "", "n1")).hasToString("nodes n1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a ", " a", "a\tb", "a\u0000", "\uD83D\uDE00"})
  void namesThatDatabasesTreatDifferentlyAreRefused(String name) {
    assertThatThrownBy(() -> new Key("pods", "default", name))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("name");
  }

  @Test
  void partsAreAsLongAsKubernetesAllows() {
    Key key = new Key("r".repeat(317), "n".repeat(63), "x".repeat(253));
    assertThat(key.name()).hasSize(253);

    assertThatThrownBy(() -> new Key("pods", "n".repeat(64), "x"))
        .hasMessage("namespace of 64 characters (expected: 0 to 63)");
    assertThatThrownBy(() -> new Key("pods", "n", "x".repeat(254)))
        .hasMessage("name of 254 characters (expected: 1 to 253)");
    assertThatThrownBy(() -> new Key("", "n", "x")).isInstanceOf(ServingException.class);
  }

  @Test
  void uidsAreChecked() {
    assertThatThrownBy(() -> new Document("", List.of(), new byte[0]))
        .hasMessageStartingWith("uid of 0 characters");
    assertThatThrownBy(() -> new Document("u", List.of("o o"), new byte[0]))
        .hasMessageStartingWith("uid of an owner");
  }
}
