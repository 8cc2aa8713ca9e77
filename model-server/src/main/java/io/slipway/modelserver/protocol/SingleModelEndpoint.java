// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.repository.ModelRepository;
import org.jspecify.annotations.Nullable;

/** Predictions of the models of one name; all others are not found. */
record SingleModelEndpoint(String name, InferenceEndpoint all) implements InferenceEndpoint {
  @Override
  public Cancellable infer(InferenceRequest request, InferenceCallback callback) {
    if (request.modelName().equals(name)) {
      return all.infer(request, callback);
    }
    request.close();
    callback.failed(ModelRepository.unknown(request.modelName(), request.modelVersion()));
    return Cancellable.NONE;
  }

  @Override
  public @Nullable ServingException overload(ModelId model) {
    return model.name().equals(name) ? all.overload(model) : null;
  }
}
