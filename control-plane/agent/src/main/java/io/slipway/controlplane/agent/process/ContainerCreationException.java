// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

/** A container cannot be made; Kubernetes' reason for it is {@code CreateContainerError}. */
public final class ContainerCreationException extends Exception {
  private static final long serialVersionUID = 1;

  public ContainerCreationException(String message) {
    super(message);
  }

  public ContainerCreationException(String message, Throwable cause) {
    super(message, cause);
  }
}
