// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import io.slipway.controlplane.testing.contract.ApiTarget;
import io.slipway.controlplane.testing.contract.KubernetesApiContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on Kubernetes itself: what the tests say is how it is. */
@Tag("conformance")
@ExtendWith(KubeApiServerExtension.class)
final class KubeApiServerContractIT extends KubernetesApiContract {
  KubeApiServerContractIT(ApiTarget kubernetes) {
    super(kubernetes);
  }
}
