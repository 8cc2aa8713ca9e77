// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerDriversTest {
  @TempDir Path drivers;

  @Test
  void missingDriverIsNamedWithThePlaceItBelongs() {
    assertInvalid(
        "jdbc:mysql://db/slipway?password=secret",
        "jdbc:mysql://db/slipway needs MySQL Connector/J, which is not part of Slipway (expected:"
            + " its jar in "
            + drivers
            + ")");
  }

  @Test
  void unknownDatabaseIsRefused() {
    assertInvalid(
        "jdbc:oracle:thin",
        "database jdbc:oracle:thin (expected: an URL that begins with jdbc:postgresql:,"
            + " jdbc:mariadb: or jdbc:mysql:)");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(server("jdbc:postgresql://db/slipway?password=hidden"))
        .hasToString("StoreServer[jdbc:postgresql://db/slipway, user=me]");
  }

  private void assertInvalid(String url, String message) {
    assertThatThrownBy(() -> ObjectStore.connect(server(url), StoreLimits.DEFAULT))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  private StoreServer server(String url) {
    return new StoreServer(url, "me", "secret", drivers);
  }
}
