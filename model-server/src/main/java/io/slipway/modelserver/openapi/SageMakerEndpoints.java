// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.modelserver.access.EndpointGroup.HEALTH;
import static io.slipway.modelserver.access.EndpointGroup.INFERENCE;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.EndpointRow.get;
import static io.slipway.modelserver.openapi.EndpointRow.post;

import io.slipway.modelserver.openapi.Endpoint.Answer;
import io.slipway.modelserver.openapi.Endpoint.Content;
import java.util.List;

/** What Amazon SageMaker asks of a container. */
final class SageMakerEndpoints {
  private static final Content BINARY =
      new Content("application/vnd.sagemaker-triton.binary+json", null);
  private static final Content OCTETS = new Content("application/octet-stream", null);

  static final List<Endpoint> ALL =
      List.of(
          get(HEALTH, "/ping", "ping", "Whether all models answer, for Amazon SageMaker")
              .answers()
              .alsoWith(503)
              .fails(),
          post(
                  INFERENCE,
                  "/invocations",
                  "invocations",
                  "A prediction of v1 or v2, as its body shows, for Amazon SageMaker")
              .headers("TargetModel", ModelEndpoints.HEADER_LENGTH)
              .headers(ModelEndpoints.DEADLINES)
              .takes(json("Invocation"), BINARY, OCTETS)
              .answers(new Answer(200, List.of(json("InvocationResponse"), BINARY), List.of()))
              .fails(ModelEndpoints.OF_PREDICTIONS));

  private SageMakerEndpoints() {}
}
