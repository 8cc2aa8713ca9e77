// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import java.io.IOException;

/** A file that protects the ports cannot be used. The message says which, and what is wrong. */
public final class ProtectionException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtectionException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
