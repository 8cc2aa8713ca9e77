// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.testing.contract.KubernetesApiContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on our own API, within the process. */
@ExtendWith(EmbeddedApiExtension.class)
final class InProcessContractIT extends KubernetesApiContract {
  InProcessContractIT(EmbeddedApi ours) {
    super(ours.inProcess());
  }
}
