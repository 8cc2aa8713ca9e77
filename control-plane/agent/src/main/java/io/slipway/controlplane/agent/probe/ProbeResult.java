// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

/**
 * What one probe found.
 *
 * @param message why not, for people
 */
public record ProbeResult(boolean success, String message) {
  static final ProbeResult SUCCESS = new ProbeResult(true, "");

  static ProbeResult failure(String message) {
    return new ProbeResult(false, message);
  }
}
