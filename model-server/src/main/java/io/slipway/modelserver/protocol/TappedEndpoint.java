// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.payload.PayloadTap;
import org.jspecify.annotations.Nullable;

/** The way of one request to its model, with somebody who listens: only here its model is known. */
record TappedEndpoint(Scope scope, PayloadTap tap) implements InferenceEndpoint {
  /** A scope whose requests are listened to. */
  static Scope over(Scope scope, PayloadTap tap) {
    return scope.withEndpoint(new TappedEndpoint(scope, tap));
  }

  @Override
  public Cancellable infer(InferenceRequest request, InferenceCallback callback) {
    // names that no model has get no log: there is no end of them
    if (!scope.catalog().versions(request.modelName()).isEmpty()) {
      tap.request(scope.namespace(), scope.counted(request.modelName()));
    }
    return scope.endpoint().infer(request, callback);
  }

  @Override
  public @Nullable ServingException overload(ModelId model) {
    return scope.endpoint().overload(model);
  }
}
