// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

/** What is wrong with a field: the word for programs and the word for people. */
public enum FieldErrorType {
  NOT_FOUND("FieldValueNotFound", "Not found", true),
  REQUIRED("FieldValueRequired", "Required value", false),
  DUPLICATE("FieldValueDuplicate", "Duplicate value", true),
  INVALID("FieldValueInvalid", "Invalid value", true),
  NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value", true),
  FORBIDDEN("FieldValueForbidden", "Forbidden", false),
  TOO_LONG("FieldValueTooLong", "Too long", false),
  TOO_MANY("FieldValueTooMany", "Too many", true),
  INTERNAL("InternalError", "Internal error", false),
  TYPE_INVALID("FieldValueTypeInvalid", "Invalid value", true);

  private final String reason;
  private final String words;
  private final boolean showsValue;

  FieldErrorType(String reason, String words, boolean showsValue) {
    this.reason = reason;
    this.words = words;
    this.showsValue = showsValue;
  }

  /** The {@code reason} of a cause in a Status document. */
  public String reason() {
    return reason;
  }

  String words() {
    return words;
  }

  boolean showsValue() {
    return showsValue;
  }
}
