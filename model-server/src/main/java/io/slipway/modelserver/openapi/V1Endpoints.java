// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.api.error.ErrorCode.INVALID_ARGUMENT;
import static io.slipway.api.error.ErrorCode.NOT_FOUND;
import static io.slipway.api.error.ErrorCode.NOT_IMPLEMENTED;
import static io.slipway.api.error.ErrorCode.UNAVAILABLE;
import static io.slipway.modelserver.access.EndpointGroup.HEALTH;
import static io.slipway.modelserver.access.EndpointGroup.INFERENCE;
import static io.slipway.modelserver.access.EndpointGroup.METADATA;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.Endpoint.VERSION;
import static io.slipway.modelserver.openapi.EndpointRow.get;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.modelserver.openapi.Endpoint.Answer;
import io.slipway.modelserver.openapi.Endpoint.Content;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import io.slipway.transport.codec.cloudevents.CloudEvent;
import java.util.List;

/** KServe's v1 protocol, which is TensorFlow Serving's REST API. */
final class V1Endpoints {
  private static final String MODEL = "/v1/models/{model}" + VERSION;

  private static final String LABELLED = "/v1/models/{model}/labels/{label}";

  /** The attributes of a CloudEvent in binary mode. */
  private static final String[] EVENT = {"CeSpecversion", "CeId", "CeSource", "CeType", "CeTime"};

  static final List<Endpoint> ALL =
      List.of(
          get(METADATA, "/v1/models", "v1Models", "The names of the models")
              .answers(json("ModelNames"))
              .fails(),
          get(HEALTH, MODEL, "v1Model", "Whether a model answers, and its versions")
              .answers(json("V1Model"))
              .alsoWith(503)
              .fails(INVALID_ARGUMENT, NOT_FOUND),
          get(METADATA, MODEL + "/metadata", "v1Metadata", "The inputs and outputs of a model")
              .answers(json("V1Metadata"))
              .fails(INVALID_ARGUMENT, NOT_FOUND, UNAVAILABLE),
          post(INFERENCE, MODEL + ":predict", "predict", "A prediction, or one that is an event")
              .headers(ModelEndpoints.DEADLINES)
              .headers(EVENT)
              .takes(json("PredictRequest"), new Content(CloudEvent.STRUCTURED, "PredictEvent"))
              .answers(
                  new Answer(
                      200,
                      List.of(
                          json("PredictResponse"),
                          new Content(CloudEvent.STRUCTURED, "PredictResponseEvent")),
                      List.of(EVENT)))
              .fails(ModelEndpoints.OF_PREDICTIONS),
          post(INFERENCE, MODEL + ":explain", "explain", "An explanation of a prediction")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_FOUND, NOT_IMPLEMENTED),
          post(INFERENCE, MODEL + ":classify", "classify", "TensorFlow's classes of examples")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_FOUND, NOT_IMPLEMENTED),
          post(INFERENCE, MODEL + ":regress", "regress", "TensorFlow's regression of examples")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_FOUND, NOT_IMPLEMENTED),
          get(
                  METADATA,
                  LABELLED,
                  "v1Labelled",
                  "A version that a label names, which none does here")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_FOUND),
          get(METADATA, LABELLED + "/metadata", "v1LabelledMetadata", "The same")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_FOUND),
          post(METADATA, LABELLED + ":predict", "v1LabelledPredict", "The same")
              .offered(Offer.NEVER)
              .fails(INVALID_ARGUMENT, NOT_FOUND));

  private V1Endpoints() {}
}
