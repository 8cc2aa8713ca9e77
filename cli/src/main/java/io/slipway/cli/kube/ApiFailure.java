// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The API refused. The message is one line: the reason of its Status, and what it says of it. */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final int LONGEST_TEXT = 400;

  private final int code;
  private final String reason;

  private ApiFailure(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static ApiFailure of(int code, byte[] body) {
    JsonNode status = status(body);
    if (status == null) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      return of(code, "", text.isEmpty() ? "HTTP status " + code : text);
    }
    return of(status);
  }

  /**
   * @param status an object of the kind {@code Status}
   */
  static ApiFailure of(JsonNode status) {
    return of(
        status.path("code").asInt(),
        status.path("reason").asText(),
        status.path("message").asText());
  }

  private static ApiFailure of(int code, String reason, String said) {
    String line = said.replace('\n', ' ');
    if (line.length() > LONGEST_TEXT && reason.isEmpty()) {
      line = line.substring(0, LONGEST_TEXT) + "...";
    }
    String hint = reason.equals("Unauthorized") ? "; the kubeconfig's credentials do not hold" : "";
    return new ApiFailure(
        code,
        reason,
        "Error from server"
            + (reason.isEmpty() ? "" : " (" + reason + ")")
            + ": "
            + (line.isEmpty() ? "HTTP status " + code : line)
            + hint);
  }

  private static @Nullable JsonNode status(byte[] body) {
    try {
      JsonNode node = KubeJson.read(body);
      return node.path("kind").asText().equals("Status") ? node : null;
    } catch (IOException _) {
      return null; // what some proxy says, perhaps
    }
  }

  public int code() {
    return code;
  }

  /** As in the Status: {@code NotFound}, {@code Conflict}, ...; empty if it has none. */
  public String reason() {
    return reason;
  }

  /** What was to be gone on from is not there any more. */
  public boolean isExpired() {
    return code == GONE;
  }

  public boolean isNotFound() {
    return code == NOT_FOUND;
  }
}
