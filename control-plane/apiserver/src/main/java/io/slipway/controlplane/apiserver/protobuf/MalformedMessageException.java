// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

import java.io.IOException;
import java.io.Serial;

/** What is no message of protobuf; the message says why. */
final class MalformedMessageException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }
}
