// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.api.error.ErrorCode.INVALID_ARGUMENT;
import static io.slipway.api.error.ErrorCode.REQUEST_TIMEOUT;
import static io.slipway.api.error.ErrorCode.TOO_LARGE;
import static io.slipway.api.error.ErrorCode.UNAVAILABLE;
import static io.slipway.api.error.ErrorCode.UNSUPPORTED_MEDIA_TYPE;
import static io.slipway.modelserver.access.EndpointGroup.LOGGING;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.EndpointRow.get;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.api.error.ErrorCode;
import java.util.List;

/** The logging extension. */
final class SettingsEndpoints {
  private static final ErrorCode[] FAILURES = {
    INVALID_ARGUMENT, REQUEST_TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNAVAILABLE
  };

  static final List<Endpoint> ALL =
      List.of(
          get(LOGGING, "/v2/logging", "logSettings", "What of the log is heard")
              .answers(json("LogSettings"))
              .fails(),
          post(LOGGING, "/v2/logging", "changeLogSettings", "Changes what of the log is heard")
              .mayTake(json("LogSettingsRequest"))
              .answers(json("LogSettings"))
              .fails(FAILURES));

  private SettingsEndpoints() {}
}
