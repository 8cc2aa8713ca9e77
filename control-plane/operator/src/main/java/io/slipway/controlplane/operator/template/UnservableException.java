// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

/** A service that is well-formed and can't be run as it is; the message says what to change. */
public final class UnservableException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason one word, as KServe names it in a service's status
   */
  public UnservableException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
