// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.modelserver.protocol.ServiceDirectory.Remote;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.protocol.ServiceDirectory.Target;
import io.slipway.transport.http.HttpExchange;
import java.util.Set;

/** Requests of services that are answered elsewhere: who may send them, and how many. */
final class RemoteCall {
  private RemoteCall() {}

  /** What is no path of ours is taken for a prediction, which is what such services are for. */
  static Route route(Route parsed, Remote remote) {
    return parsed instanceof Route.NotFound || parsed instanceof Route.MethodNotAllowed
        ? new Route.Infer(remote.name().name(), null)
        : parsed;
  }

  /**
   * @throws ServingException if the caller may not use the service, or not now
   */
  static void serve(HttpExchange exchange, Caller caller, Target target, Remote remote) {
    KnownCaller known = caller.view(target.scope()).caller();
    ServiceName name = remote.name();
    Runnable done =
        known == null
            ? () -> {}
            : known.enter(name.namespace(), name.name(), exchange.body().size());
    remote.service().serve(exchange, target.path(), done);
  }

  /** A scope without the models of these services, which others answer for. */
  static Scope besides(Scope scope, Set<ServiceName> services) {
    return scope.withEndpoint((request, callback) -> {
      ServiceName name = new ServiceName(scope.namespace(), request.modelName());
      return services.contains(name)
          ? refuse(request, callback, name)
          : scope.endpoint().infer(request, callback);
    });
  }

  /** What of a service is there for who does not come over HTTP: nothing yet. */
  static Scope elsewhere(Scope namespace, ServiceName name) {
    return namespace
        .restrictedTo(name.name())
        .withEndpoint((request, callback) -> refuse(request, callback, name));
  }

  private static InferenceEndpoint.Cancellable refuse(
      InferenceRequest request, InferenceCallback callback, ServiceName name) {
    request.close();
    callback.failed(
        new ServingException(
            ErrorCode.NOT_IMPLEMENTED,
            "service %s is answered by Pods of its own, which are asked over HTTP only"
                .formatted(name)));
    return InferenceEndpoint.Cancellable.NONE;
  }
}
