// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes one line for people out of ONNX Runtime's messages. */
final class OrtMessage {
  /** {@code .../file.cc:12 type ns::Class::method(args) const [with T = x] } before the reason. */
  private static final Pattern LOCATION =
      Pattern.compile(
          "\\S+\\.(?:cc|cpp|h|hpp):\\d+ [^\\n]*?\\)(?: const)?(?: \\[with [^\\]]*\\])? ");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** Kernels report values that do not fit each other as ordinary failures, in these words. */
  private static final Pattern ABOUT_SHAPES =
      Pattern.compile("dimension|broadcast|shape|axis|axes|out of bounds|indices");

  private OrtMessage() {}

  static String clean(String message) {
    String reason = LOCATION.matcher(message).replaceAll("");
    return SPACE.matcher(reason).replaceAll(" ").strip();
  }

  /** What a failed run is to the caller. */
  static ServingException runFailure(String model, OrtException failure) {
    String reason = clean(failure.reason());
    boolean aboutInputs =
        failure.code() == OrtException.INVALID_ARGUMENT
            || ABOUT_SHAPES.matcher(reason.toLowerCase(Locale.ROOT)).find();
    return new ServingException(
        aboutInputs ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL,
        "model " + model + ": " + reason,
        failure);
  }
}
