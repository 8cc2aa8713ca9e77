// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import io.slipway.transport.memory.OutputBuffer;

/** The JSON body of a failure. */
final class ErrorBody {
  private ErrorBody() {}

  static OutputBuffer of(String message) {
    StringBuilder json = new StringBuilder(message.length() + 16).append("{\"error\":\"");
    for (int i = 0; i < message.length(); i++) {
      append(json, message.charAt(i));
    }
    OutputBuffer body = OutputBuffer.allocate(json.length() + 16);
    body.writeUtf8(json.append("\"}").toString());
    return body;
  }

  private static void append(StringBuilder json, char c) {
    switch (c) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      default -> {
        if (c < ' ') {
          json.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
        } else {
          json.append(c);
        }
      }
    }
  }
}
