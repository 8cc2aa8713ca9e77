// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import org.jspecify.annotations.Nullable;

/** Refuses a prediction by its path alone, before its body takes memory. */
final class HeadRefusal {
  private HeadRefusal() {}

  /**
   * @throws ServingException if the model would refuse a request that came now
   */
  static void check(Scope scope, Route route, ServerMetrics metrics) {
    if (route instanceof Route.Infer(String model, @Nullable String version)) {
      check(scope, model, version, Protocol.V2, metrics);
    } else if (route instanceof Route.V1.Predict(String model, @Nullable String version)) {
      check(scope, model, version, Protocol.V1, metrics);
    }
  }

  private static void check(
      Scope scope,
      String model,
      @Nullable String version,
      Protocol protocol,
      ServerMetrics metrics) {
    ModelStatus status = scope.catalog().model(model, version).orElse(null);
    if (status == null || !status.ready()) {
      return; // which it is told when it is complete
    }
    ServingException overload = scope.endpoint().overload(status.id());
    if (overload != null) {
      metrics.failed(scope.namespace(), scope.service(), status.id(), protocol, overload.code());
      throw overload;
    }
  }
}
