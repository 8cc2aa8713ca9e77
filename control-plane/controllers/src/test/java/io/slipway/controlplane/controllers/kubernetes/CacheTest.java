// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import static io.slipway.controlplane.controllers.testing.Objects.object;
import static io.slipway.controlplane.controllers.testing.Objects.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheTest {
  private final Cache cache = new Cache();

  private static KubeObject pod(String version) {
    return with(object(Kind.POD, "a", "{}"), "{'resourceVersion': '" + version + "'}");
  }

  private String version() {
    return cache.find("ns", "a").map(KubeObject::resourceVersion).orElse("");
  }

  @Test
  void keepsTheNewerOfAnAnswerAndTheNews() {
    cache.put(pod("10"));
    cache.put(pod("9"));

    assertThat(version()).isEqualTo("10");
  }

  @Test
  void whatIsGoneDoesNotComeBackWithALateAnswer() {
    cache.remove(pod("11"));
    cache.put(pod("10"));

    assertThat(version()).isEmpty();
    KubeObject next = with(pod("12"), "{'uid': 'another'}");
    cache.put(next);
    assertThat(version()).isEqualTo("12");
  }

  @Test
  void whatWasAskedToGoIsKnownToGoAtOnce() {
    cache.put(pod("10"));
    cache.markDeleting(pod("10"), "2026-03-01T12:00:00Z");

    assertThat(cache.all("ns").getFirst().isDeleting()).isTrue();
    cache.put(pod("11"));
    assertThat(cache.all("ns").getFirst().isDeleting()).isFalse();
  }

  @Test
  void aListThatDoesNotHaveItForgetsItUntilItIsTold() {
    cache.put(pod("10"));
    cache.retain(Set.of());
    assertThat(cache.all()).isEmpty();

    cache.put(pod("10"));
    assertThat(version()).isEqualTo("10");
  }
}
