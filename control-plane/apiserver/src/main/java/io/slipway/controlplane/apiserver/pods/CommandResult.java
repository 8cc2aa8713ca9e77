// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;

/** How a command ended, as the Status that clients read from the channel of errors. */
final class CommandResult {
  private CommandResult() {}

  static ObjectNode exited(int code) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.putObject("metadata");
    if (code == 0) {
      return status.put("status", "Success");
    }
    status
        .put("status", "Failure")
        .put("message", "command terminated with non-zero exit code: exit status " + code)
        .put("reason", "NonZeroExitCode");
    status
        .putObject("details")
        .putArray("causes")
        .addObject()
        .put("reason", "ExitCode")
        .put("message", Integer.toString(code));
    return status;
  }

  /** It could not be run. */
  static ObjectNode failed(Exception failure) {
    ApiException refusal =
        failure instanceof ApiException said
            ? said
            : ApiErrors.internal("error executing command in container: " + failure.getMessage());
    return refusal.status().toJson();
  }
}
