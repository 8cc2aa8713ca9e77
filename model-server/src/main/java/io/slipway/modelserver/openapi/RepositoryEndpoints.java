// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.api.error.ErrorCode.CONFLICT;
import static io.slipway.api.error.ErrorCode.INVALID_ARGUMENT;
import static io.slipway.api.error.ErrorCode.NOT_FOUND;
import static io.slipway.api.error.ErrorCode.NOT_IMPLEMENTED;
import static io.slipway.api.error.ErrorCode.REQUEST_TIMEOUT;
import static io.slipway.api.error.ErrorCode.TOO_LARGE;
import static io.slipway.api.error.ErrorCode.UNAVAILABLE;
import static io.slipway.api.error.ErrorCode.UNSUPPORTED_MEDIA_TYPE;
import static io.slipway.modelserver.access.EndpointGroup.MODEL_REPOSITORY;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.util.List;

/** The model repository extension. */
final class RepositoryEndpoints {
  private static final String REPOSITORY = "/v2/repository[/{repository}]";
  private static final ErrorCode[] FAILURES = {
    INVALID_ARGUMENT,
    NOT_FOUND,
    REQUEST_TIMEOUT,
    CONFLICT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    NOT_IMPLEMENTED,
    UNAVAILABLE
  };

  static final List<Endpoint> ALL =
      List.of(
          post(
                  MODEL_REPOSITORY,
                  REPOSITORY + "/index",
                  "repositoryIndex",
                  "The models that there are, loaded or not")
              .mayTake(json("IndexRequest"))
              .answers(json("RepositoryIndex"))
              .fails(FAILURES),
          post(
                  MODEL_REPOSITORY,
                  REPOSITORY + "/models/{model}/load",
                  "repositoryModelLoad",
                  "Loads a model, or loads it anew")
              .offered(Offer.MODEL_CONTROL)
              .mayTake(json("LoadRequest"))
              .answers(json("Loaded"))
              .fails(FAILURES),
          post(
                  MODEL_REPOSITORY,
                  REPOSITORY + "/models/{model}/unload",
                  "repositoryModelUnload",
                  "Unloads a model")
              .offered(Offer.MODEL_CONTROL)
              .mayTake(json("UnloadRequest"))
              .answers(json("Unloaded"))
              .fails(FAILURES));

  private RepositoryEndpoints() {}
}
