// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import java.time.Instant;

/**
 * A token of a ServiceAccount.
 *
 * @param expires when it is none any more
 */
public record Token(String text, Instant expires) {
  @Override
  public String toString() {
    return "Token[expires=" + expires + "]"; // who reads a log must not have it
  }
}
