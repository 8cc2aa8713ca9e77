// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.PodIdentity;

/** Asks for tokens of ServiceAccounts. */
@FunctionalInterface
public interface ServiceAccountTokens {
  /**
   * A new one.
   *
   * @param audience empty for the API itself
   * @param seconds how long it is to be one; it may be shorter
   */
  Token token(PodIdentity pod, String serviceAccount, String audience, long seconds)
      throws ConfigurationException;
}
