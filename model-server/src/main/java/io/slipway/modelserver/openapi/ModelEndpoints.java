// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.api.error.ErrorCode.CANCELLED;
import static io.slipway.api.error.ErrorCode.DEADLINE_EXCEEDED;
import static io.slipway.api.error.ErrorCode.INVALID_ARGUMENT;
import static io.slipway.api.error.ErrorCode.NOT_FOUND;
import static io.slipway.api.error.ErrorCode.NOT_IMPLEMENTED;
import static io.slipway.api.error.ErrorCode.REQUEST_TIMEOUT;
import static io.slipway.api.error.ErrorCode.RESOURCE_EXHAUSTED;
import static io.slipway.api.error.ErrorCode.TOO_LARGE;
import static io.slipway.api.error.ErrorCode.UNAVAILABLE;
import static io.slipway.api.error.ErrorCode.UNSUPPORTED_MEDIA_TYPE;
import static io.slipway.modelserver.access.EndpointGroup.HEALTH;
import static io.slipway.modelserver.access.EndpointGroup.INFERENCE;
import static io.slipway.modelserver.access.EndpointGroup.METADATA;
import static io.slipway.modelserver.access.EndpointGroup.MODEL_CONFIG;
import static io.slipway.modelserver.access.EndpointGroup.STATISTICS;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.Endpoint.VERSION;
import static io.slipway.modelserver.openapi.EndpointRow.get;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.openapi.Endpoint.Answer;
import io.slipway.modelserver.openapi.Endpoint.Content;
import java.util.List;

/** The v2 protocol about one model. */
final class ModelEndpoints {
  private static final String MODEL = "/v2/models/{model}" + VERSION;
  private static final Content EVENTS = new Content("text/event-stream; charset=utf-8", null);
  private static final Content BINARY = new Content("application/octet-stream", null);

  static final String HEADER_LENGTH = "InferenceHeaderContentLength";

  /** How long a caller waits. */
  static final String[] DEADLINES = {"GrpcTimeout", "EnvoyTimeout"};

  /** How a prediction can fail, in every protocol. */
  static final ErrorCode[] OF_PREDICTIONS = {
    INVALID_ARGUMENT,
    NOT_FOUND,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    RESOURCE_EXHAUSTED,
    CANCELLED,
    NOT_IMPLEMENTED,
    UNAVAILABLE,
    DEADLINE_EXCEEDED
  };

  private static final ErrorCode[] OF_READY_MODELS = {INVALID_ARGUMENT, NOT_FOUND, UNAVAILABLE};

  static final List<Endpoint> ALL =
      List.of(
          get(METADATA, MODEL, "modelMetadata", "The inputs and outputs of a model")
              .answers(json("ModelMetadata"))
              .fails(OF_READY_MODELS),
          get(HEALTH, MODEL + "/ready", "modelReady", "Whether a model answers")
              .answers(json("ModelReady"))
              .alsoWith(503)
              .fails(INVALID_ARGUMENT, NOT_FOUND),
          post(INFERENCE, MODEL + "/infer", "infer", "A prediction")
              .headers(HEADER_LENGTH)
              .headers(DEADLINES)
              .takes(json("InferRequest"), BINARY)
              .answers(
                  new Answer(200, List.of(json("InferResponse"), BINARY), List.of(HEADER_LENGTH)))
              .fails(OF_PREDICTIONS),
          post(INFERENCE, MODEL + "/generate", "generate", "A prediction, in plain values (Triton)")
              .headers(DEADLINES)
              .takes(json("GenerateRequest"))
              .answers(json("GenerateResponse"))
              .fails(OF_PREDICTIONS),
          post(INFERENCE, MODEL + "/generate_stream", "generateStream", "That, as events")
              .headers(DEADLINES)
              .takes(json("GenerateRequest"))
              .answers(EVENTS)
              .fails(OF_PREDICTIONS),
          post(
                  INFERENCE,
                  MODEL + "/infer_stream",
                  "inferStream",
                  "A prediction, as events (MLServer)")
              .headers(DEADLINES)
              .takes(json("InferRequest"))
              .answers(EVENTS)
              .fails(OF_PREDICTIONS),
          get(STATISTICS, MODEL + "/stats", "modelStatistics", "What a model has done")
              .answers(json("Statistics"))
              .fails(OF_READY_MODELS),
          get(MODEL_CONFIG, MODEL + "/config", "modelConfig", "A model's whole configuration")
              .answers(json("ModelConfig"))
              .fails(OF_READY_MODELS),
          get(METADATA, MODEL + "/docs", "modelDocumentation", "A document of this model, to read")
              .answers(new Content("text/html", "Text"))
              .fails(OF_READY_MODELS),
          get(
                  METADATA,
                  MODEL + "/docs/dataplane.json",
                  "modelOpenApi",
                  "A document of this kind with the inputs and outputs of the model (MLServer)")
              .answers(json("OpenApi"))
              .fails(OF_READY_MODELS));

  private ModelEndpoints() {}
}
