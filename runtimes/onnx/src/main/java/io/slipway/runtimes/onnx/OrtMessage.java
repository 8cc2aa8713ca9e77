// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes one line for people out of ONNX Runtime's messages. */
final class OrtMessage {
  /** A place in ONNX Runtime's source: file, line, and the function's name or whole signature. */
  private static final Pattern LOCATION =
      Pattern.compile(
          "[^\\s:]+\\.(?:cc|cpp|h|hpp):\\d+ "
              + "(?:[\\w:~<>]+ (?=[A-Z\"'\\[])"
              + "|[^\\n]*?\\)(?: const)?(?: \\[with [^\\]]*\\])? )");

  private static final Pattern NESTED_CODE =
      Pattern.compile("\\[ONNXRuntimeError\\] : \\d+ : \\w+ : ");

  private static final Pattern OPERATOR =
      Pattern.compile(
          "Non-zero status code returned while running (\\S+) node\\. Name:'([^']*)' "
              + "Status Message: ");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** Kernels report values that do not fit each other as ordinary failures, in these words. */
  private static final Pattern ABOUT_VALUES =
      Pattern.compile(
          "dimension|broadcast|shape|\\baxis\\b|\\baxes\\b|out of bounds|\\bindices\\b");

  private OrtMessage() {}

  static String clean(String message) {
    String reason = LOCATION.matcher(message).replaceAll("");
    reason = NESTED_CODE.matcher(reason).replaceAll("");
    reason = OPERATOR.matcher(reason).replaceAll("operator $1 '$2': ").replace(" '':", ":");
    return SPACE.matcher(reason).replaceAll(" ").strip();
  }

  /** Why the model at {@code path} cannot be loaded. */
  static String loadFailure(Path path, OrtException failure) {
    String reason =
        clean(failure.reason())
            .replaceFirst(
                "^Load model from "
                    + Pattern.quote(path.toAbsolutePath().toString())
                    + " failed: ?",
                "");
    return reason.equals("Protobuf parsing failed.")
        ? "it is no ONNX model, or a part of it is missing (Protobuf parsing failed)"
        : reason;
  }

  /** What a failed run is to the caller. */
  static ServingException runFailure(String model, OrtException failure) {
    String reason = clean(failure.reason());
    boolean aboutInputs =
        failure.code() == OrtException.INVALID_ARGUMENT
            || ABOUT_VALUES.matcher(reason.toLowerCase(Locale.ROOT)).find();
    return new ServingException(
        aboutInputs ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL,
        "model " + model + ": " + reason,
        failure);
  }
}
