// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.PodIdentity;

/** Asks for tokens of ServiceAccounts. */
@FunctionalInterface
public interface ServiceAccountTokens {
  /**
   * @param audience empty for the API itself
   */
  String token(PodIdentity pod, String serviceAccount, String audience, long seconds)
      throws ConfigurationException;
}
