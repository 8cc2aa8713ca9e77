// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

/** Nothing on this machine can run an image; the message says what to do. */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1;

  public ImageException(String message) {
    super(message);
  }
}
