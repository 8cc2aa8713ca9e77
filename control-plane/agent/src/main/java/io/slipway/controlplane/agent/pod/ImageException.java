// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

/** The image of a container is not there, or nothing on this machine can run it. */
public final class ImageException extends Exception {
  /** There is none, and none is fetched. */
  public static final String NEVER = "ErrImageNeverPull";

  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason one word, a kubelet's
   * @param message what to do
   */
  public ImageException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
