// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events go by themselves. */
class EventExpiryTest {
  private static final String EVENTS = "/api/v1/namespaces/default/events";
  private static final long HOUR = Duration.ofHours(1).toNanos();

  @TempDir private Path directory;
  private Api api;
  private EventExpiry expiry;

  @BeforeEach
  void open() {
    api = new Api(directory);
    expiry = new EventExpiry(api.store(), api.kubernetes(), System::nanoTime);
    api.create(
        EVENTS,
        """
        {"metadata":{"name":"e"},"reason":"R","message":"m","type":"Normal",
         "involvedObject":{"kind":"Pod","namespace":"default","name":"p"}}
        """);
  }

  @AfterEach
  void close() {
    expiry.close();
    api.close();
  }

  @Test
  void anEventGoesWhenItHasNotChangedForAnHour() {
    expiry.look(0);
    expiry.look(HOUR - 1);
    assertThat(api.get(EVENTS + "/e").status()).isEqualTo(200);

    expiry.look(HOUR);

    assertThat(api.get(EVENTS + "/e").status()).isEqualTo(404);
  }

  @Test
  void anEventThatHappensAgainStays() {
    expiry.look(0);
    api.patch(EVENTS + "/e", "merge-patch+json", "{\"count\":2}");
    expiry.look(HOUR / 2);
    expiry.look(HOUR);
    assertThat(api.get(EVENTS + "/e").at("/count")).isEqualTo("2");

    expiry.look(HOUR / 2 + HOUR);

    assertThat(api.get(EVENTS + "/e").status()).isEqualTo(404);
  }
}
