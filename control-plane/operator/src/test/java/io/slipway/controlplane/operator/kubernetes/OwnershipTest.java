// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Owner;
import io.slipway.controlplane.operator.testing.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final String OURS = "serving.kserve.io/v1beta1";

  private final ApiObject service =
      Yaml.object("{apiVersion: " + OURS + ", kind: InferenceService, metadata: " + meta("iris"));
  private final ApiObject own = pod("own", OURS, "InferenceService", "iris", "uid-iris");
  private final ApiObject earlier = pod("earlier", OURS, "InferenceService", "iris", "uid-old");
  private final List<ApiObject> all =
      List.of(
          own,
          earlier,
          Yaml.object("{apiVersion: v1, kind: Pod, metadata: " + meta("by-hand")),
          pod("replica", "apps/v1", "ReplicaSet", "iris", "uid-set"),
          pod("same-kind", "example.com/v1", "InferenceService", "iris", "uid-x"),
          pod("other", OURS, "InferenceService", "other", "uid-other"));

  @Test
  void knowsWhatWasMadeForAService() {
    assertThat(Ownership.of(service, all)).containsExactly(own);
  }

  @Test
  void takesOnlyWhatWasMadeForAnEarlierServiceOfTheName() {
    assertThat(Ownership.leftBehind(service.key(), service, all)).containsExactly(earlier);
  }

  @Test
  void leavesWhatOthersHaveMadeWhenTheServiceIsGone() {
    assertThat(Ownership.leftBehind(service.key(), null, all)).containsExactly(own, earlier);
  }

  private static String meta(String name) {
    return "{name: " + name + ", namespace: team}}";
  }

  private static ApiObject pod(
      String name, String apiVersion, String kind, String owner, String uid) {
    ApiObject pod = Yaml.object("{apiVersion: v1, kind: Pod, metadata: " + meta(name));
    return Yaml.owned(pod, new Owner(apiVersion, kind, owner, uid));
  }
}
