// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

/** An object is not what its kind says; the message has the path. */
public final class MalformedObjectException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedObjectException(String message) {
    super(message);
  }
}
