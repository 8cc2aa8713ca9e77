// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

/** A failed call of ONNX Runtime, with its own words. */
final class OrtException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code OrtErrorCode} of the C API. */
  static final int INVALID_ARGUMENT = 2;

  private final int code;
  private final String reason;

  OrtException(int code, String reason) {
    super(reason);
    this.code = code;
    this.reason = reason;
  }

  /** ONNX Runtime's message as it came; {@link OrtMessage} makes it fit for people. */
  String reason() {
    return reason;
  }

  int code() {
    return code;
  }
}
