// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.environment;

/** What a container refers to is not there, or not as it should be; it may come later. */
public class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }
}
