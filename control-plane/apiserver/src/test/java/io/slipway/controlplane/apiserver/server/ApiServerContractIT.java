// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import io.slipway.controlplane.testing.contract.KubernetesApiContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on our own API, over its socket. */
@ExtendWith(EmbeddedApiExtension.class)
final class ApiServerContractIT extends KubernetesApiContract {
  ApiServerContractIT(EmbeddedApi ours) {
    super(ours.overSocket());
  }
}
