// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.access.Quota;
import io.slipway.modelserver.access.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The way of one caller to the models: only those it may use, and as often as it and the service
 * are allowed. A request counts until the model is done with it. Each message of a stream passes
 * here.
 */
final class GuardedEndpoint implements InferenceEndpoint {
  private final Scope scope;
  private final KnownCaller caller;
  private final Guard guard;

  GuardedEndpoint(Scope scope, KnownCaller caller, Guard guard) {
    this.scope = scope;
    this.caller = caller;
    this.guard = guard;
  }

  @Override
  public Cancellable infer(InferenceRequest request, InferenceCallback callback) {
    String service = request.modelName();
    Refusal refusal = caller.refusal(scope.namespace(), service);
    if (refusal != null) {
      return refuse(request, callback, refusal);
    }
    Quota ofClient = caller.quota();
    // names that no model has get no quota: there is no end of them
    Quota ofService =
        scope.catalog().versions(service).isEmpty()
            ? null
            : guard.quotaOf(scope.namespace(), scope.counted(service));
    refusal = enter(ofClient, ofService, guard);
    if (refusal != null) {
      return refuse(request, callback, refusal);
    }
    return ofClient == null && ofService == null
        ? scope.endpoint().infer(request, callback)
        : scope.endpoint().infer(request, new Leaving(callback, ofClient, ofService));
  }

  /** Nothing is told to a caller who may not use the model. */
  @Override
  public @Nullable ServingException overload(ModelId model) {
    return caller.refusal(scope.namespace(), model.name()) == null
        ? scope.endpoint().overload(model)
        : null;
  }

  /** Counts a request against both, or against none. */
  static @Nullable Refusal enter(@Nullable Quota ofClient, @Nullable Quota ofService, Guard guard) {
    Refusal refusal = ofClient == null ? null : ofClient.enter(guard.now());
    if (refusal != null || ofService == null) {
      return refusal;
    }
    refusal = ofService.enter(guard.now());
    if (refusal != null && ofClient != null) {
      ofClient.leave();
    }
    return refusal;
  }

  static void leave(@Nullable Quota ofClient, @Nullable Quota ofService) {
    if (ofClient != null) {
      ofClient.leave();
    }
    if (ofService != null) {
      ofService.leave();
    }
  }

  private Cancellable refuse(
      InferenceRequest request, InferenceCallback callback, Refusal refusal) {
    request.close();
    callback.failed(guard.refused(refusal));
    return Cancellable.NONE;
  }

  /** Tells the quotas before the answer goes on its way: it may bring the next request. */
  private record Leaving(
      InferenceCallback callback, @Nullable Quota ofClient, @Nullable Quota ofService)
      implements InferenceCallback {
    @Override
    public void succeeded(InferenceResponse response) {
      GuardedEndpoint.leave(ofClient, ofService);
      callback.succeeded(response);
    }

    @Override
    public void failed(ServingException failure) {
      GuardedEndpoint.leave(ofClient, ofService);
      callback.failed(failure);
    }
  }
}
