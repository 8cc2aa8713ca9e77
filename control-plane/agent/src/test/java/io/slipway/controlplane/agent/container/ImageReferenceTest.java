// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @CsvSource({
    "busybox, docker.io/library/busybox:latest",
    "busybox:1.36, docker.io/library/busybox:1.36",
    "kserve/sklearnserver:v0.15, docker.io/kserve/sklearnserver:v0.15",
    "docker.io/nginx, docker.io/library/nginx:latest",
    "localhost/mine:dev, localhost/mine:dev",
    "localhost:5000/a/b, localhost:5000/a/b:latest",
    "registry.example.com:5000/a:1, registry.example.com:5000/a:1",
    "host:5000, docker.io/library/host:5000"
  })
  void namesAreMadeWhole(String said, String whole) {
    assertThat(ImageReference.parse(said).orElseThrow().whole()).isEqualTo(whole);
  }

  @Test
  void aDigestIsTheExactName() {
    ImageReference reference = ImageReference.parse("busybox:1@" + DIGEST).orElseThrow();

    assertThat(reference.whole()).isEqualTo("docker.io/library/busybox@" + DIGEST);
    assertThat(reference.isLatest()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "UPPER", "a b", "a//b", "-a", "a:", "a:b:c", "a@sha256:1", "http://a/b", "/a"})
  void whatIsNoNameIsNone(String said) {
    assertThat(ImageReference.parse(said)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', busybox, ALWAYS",
    "'', busybox:latest, ALWAYS",
    "'', busybox:1, IF_NOT_PRESENT",
    "Always, busybox:1, ALWAYS",
    "Never, busybox, NEVER",
    "IfNotPresent, busybox, IF_NOT_PRESENT"
  })
  void theDefaultOfThePolicyIsByTheTag(String said, String image, PullPolicy expected) {
    assertThat(PullPolicy.of(said, ImageReference.parse(image).orElseThrow())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ALWAYS, true, true",
    "ALWAYS, false, true",
    "IF_NOT_PRESENT, true, false",
    "IF_NOT_PRESENT, false, true",
    "NEVER, true, false",
    "NEVER, false, false"
  })
  void thePolicySaysWhetherAnImageIsFetched(PullPolicy policy, boolean present, boolean fetched) {
    assertThat(policy.fetches(present)).isEqualTo(fetched);
  }
}
