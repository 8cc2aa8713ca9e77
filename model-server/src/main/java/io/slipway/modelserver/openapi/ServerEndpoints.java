// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static io.slipway.modelserver.access.EndpointGroup.HEALTH;
import static io.slipway.modelserver.access.EndpointGroup.METADATA;
import static io.slipway.modelserver.access.EndpointGroup.METRICS;
import static io.slipway.modelserver.access.EndpointGroup.STATISTICS;
import static io.slipway.modelserver.openapi.Endpoint.Content.json;
import static io.slipway.modelserver.openapi.EndpointRow.get;

import io.slipway.modelserver.openapi.Endpoint.Content;
import java.util.List;

/** What concerns the server as a whole. */
final class ServerEndpoints {
  private static final Content TEXT = new Content("text/plain", "Text");
  private static final Content PAGE = new Content("text/html", "Text");

  static final List<Endpoint> ALL =
      List.of(
          get(HEALTH, "/", "alive", "Whether the server is there (KServe)")
              .answers(json("Alive"))
              .fails(),
          get(HEALTH, "/livez", "livez", "Liveness for probes of Kubernetes").answers(TEXT).fails(),
          get(HEALTH, "/healthz", "healthz", "As /livez").answers(TEXT).fails(),
          get(HEALTH, "/readyz", "readyz", "Readiness for probes: the first models are loaded")
              .answers(TEXT)
              .alsoWith(503)
              .fails(),
          get(METRICS, "/metrics", "metrics", "Metrics in the text format of Prometheus")
              .answers(TEXT)
              .fails(),
          get(METADATA, "/v2", "serverMetadata", "Name, version and extensions of the server")
              .answers(json("ServerMetadata"))
              .fails(),
          get(HEALTH, "/v2/health/live", "serverLive", "Whether the server is alive")
              .answers(json("ServerLive"))
              .fails(),
          get(HEALTH, "/v2/health/ready", "serverReady", "Whether all models answer")
              .answers(json("ServerReady"))
              .alsoWith(503)
              .fails(),
          get(METADATA, "/v2/models", "models", "The names of the models (KServe)")
              .answers(json("ModelNames"))
              .fails(),
          get(STATISTICS, "/v2/models/stats", "statistics", "What all models have done")
              .answers(json("Statistics"))
              .fails(),
          get(METADATA, "/v2/docs", "documentation", "This document, to read")
              .answers(PAGE)
              .fails(),
          get(METADATA, "/v2/docs/dataplane.json", "openApi", "This document (MLServer)")
              .answers(json("OpenApi"))
              .fails());

  private ServerEndpoints() {}
}
