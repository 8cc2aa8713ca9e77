// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.api.error.ErrorCode.INVALID_ARGUMENT;
import static io.slipway.api.error.ErrorCode.NOT_FOUND;
import static io.slipway.api.error.ErrorCode.NOT_IMPLEMENTED;
import static io.slipway.api.error.ErrorCode.REQUEST_TIMEOUT;
import static io.slipway.api.error.ErrorCode.RESOURCE_EXHAUSTED;
import static io.slipway.api.error.ErrorCode.TOO_LARGE;
import static io.slipway.api.error.ErrorCode.UNAVAILABLE;
import static io.slipway.api.error.ErrorCode.UNSUPPORTED_MEDIA_TYPE;
import static io.slipway.modelserver.access.EndpointGroup.LOGGING;
import static io.slipway.modelserver.access.EndpointGroup.TRACE;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.EndpointRow.get;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.util.List;

/** The logging and trace extensions. */
final class SettingsEndpoints {
  private static final ErrorCode[] FAILURES = {
    INVALID_ARGUMENT, REQUEST_TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNAVAILABLE
  };

  private static final ErrorCode[] FAILURES_OF_TRACES = {
    INVALID_ARGUMENT,
    NOT_FOUND,
    RESOURCE_EXHAUSTED,
    NOT_IMPLEMENTED,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    UNAVAILABLE
  };

  private static final String TRACES_OF_ALL = "/v2/trace/setting";
  private static final String TRACES_OF_MODEL = "/v2/models/{model}/trace/setting";

  static final List<Endpoint> ALL =
      List.of(
          get(LOGGING, "/v2/logging", "logSettings", "What of the log is heard")
              .answers(json("LogSettings"))
              .fails(),
          post(LOGGING, "/v2/logging", "changeLogSettings", "Changes what of the log is heard")
              .mayTake(json("LogSettingsRequest"))
              .answers(json("LogSettings"))
              .fails(FAILURES),
          get(TRACE, TRACES_OF_ALL, "traceSettings", "How the requests of all models are traced")
              .offered(Offer.TRACES)
              .answers(json("TraceSettings"))
              .fails(NOT_IMPLEMENTED),
          post(TRACE, TRACES_OF_ALL, "changeTraceSettings", "Changes that")
              .offered(Offer.TRACES)
              .mayTake(json("TraceSettingsRequest"))
              .answers(json("TraceSettings"))
              .fails(FAILURES_OF_TRACES),
          get(TRACE, TRACES_OF_MODEL, "modelTraceSettings", "How a model's requests are traced")
              .offered(Offer.TRACES)
              .answers(json("TraceSettings"))
              .fails(INVALID_ARGUMENT, NOT_FOUND, NOT_IMPLEMENTED),
          post(TRACE, TRACES_OF_MODEL, "changeModelTraceSettings", "Changes that, for one model")
              .offered(Offer.TRACES)
              .mayTake(json("TraceSettingsRequest"))
              .answers(json("TraceSettings"))
              .fails(FAILURES_OF_TRACES));

  private SettingsEndpoints() {}
}
