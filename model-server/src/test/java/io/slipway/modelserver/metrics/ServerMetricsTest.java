// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private static final String LABELS =
      "model=\"iris\",namespace=\"default\",protocol=\"v2\",version=\"1\"";

  private final ServerMetrics metrics = new ServerMetrics();
  private final ModelId iris = new ModelId("iris", "1");

  @Test
  void anAnswerIsInItsBucketAndInAllAboveIt() {
    metrics.succeeded("default", null, iris, Protocol.V2, 200_000);
    metrics.succeeded("default", null, iris, Protocol.V2, 20_000_000_000L);

    assertThat(metrics.scrape())
        .contains(
            "slipway_inference_duration_seconds_bucket{" + LABELS + ",le=\"1.0E-4\"} 0",
            "slipway_inference_duration_seconds_bucket{" + LABELS + ",le=\"2.5E-4\"} 1",
            "slipway_inference_duration_seconds_bucket{" + LABELS + ",le=\"10.0\"} 1",
            "slipway_inference_duration_seconds_bucket{" + LABELS + ",le=\"+Inf\"} 2",
            "slipway_inference_duration_seconds_count{" + LABELS + "} 2",
            "slipway_inference_duration_seconds_sum{" + LABELS + "} 20.0002");
  }

  @Test
  void aRefusalIsCountedByItsReason() {
    metrics.failed("default", null, iris, Protocol.V2, ErrorCode.INVALID_ARGUMENT);
    metrics.failed("default", null, iris, Protocol.V2, ErrorCode.INVALID_ARGUMENT);

    assertThat(metrics.scrape())
        .contains("slipway_inference_failures_total{code=\"INVALID_ARGUMENT\"," + LABELS + "} 2.0");
  }

  @Test
  void theModelsOfAServiceAreToldApart() {
    metrics.succeeded("default", null, iris, Protocol.V2, 1);
    metrics.succeeded("default", "flowers", iris, Protocol.V2, 1);
    metrics.failed("default", "flowers", iris, Protocol.V2, ErrorCode.UNAVAILABLE);

    String labels = LABELS.replace("version", "service=\"flowers\",version");
    assertThat(metrics.scrape())
        .contains(
            "slipway_inference_duration_seconds_count{" + LABELS + "} 1",
            "slipway_inference_duration_seconds_count{" + labels + "} 1",
            "slipway_inference_failures_total{code=\"UNAVAILABLE\"," + labels + "} 1.0");
  }

  @Test
  void whatIsNotKnownAnyMoreIsToldOnceMore() {
    metrics.succeeded("default", null, iris, Protocol.V2, 1);
    metrics.failed("default", null, iris, Protocol.V2, ErrorCode.UNAVAILABLE);

    assertThat(metrics.scrape())
        .contains("slipway_inference_duration_seconds_count{", "slipway_inference_failures_total{");
    assertThat(metrics.scrape())
        .doesNotContain(
            "slipway_inference_duration_seconds_count{", "slipway_inference_failures_total{");
  }

  @Test
  void aRequestWithoutAModelIsCounted() {
    metrics.unrouted(ErrorCode.NOT_FOUND);

    assertThat(metrics.scrape())
        .contains("slipway_unrouted_requests_total{code=\"NOT_FOUND\"} 1.0")
        .contains("slipway_unrouted_requests_total{code=\"INTERNAL\"} 0.0");
  }

  @Test
  void whatComesAfterAScrapeIsInTheNext() {
    metrics.scrape();
    metrics.succeeded("default", null, iris, Protocol.V2, 1);

    assertThat(metrics.scrape())
        .contains("slipway_inference_duration_seconds_count{" + LABELS + "} 1");
  }

  @Test
  void aTotalThatComesAfterAScrapeIsInTheNext() {
    metrics.scrape();
    metrics.total("slipway.late", "What begins late.", () -> 7);
    metrics.gauge("slipway.level", "What begins late.", () -> 3);

    assertThat(metrics.scrape()).contains("slipway_late_total 7.0", "slipway_level 3.0");
  }
}
