// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.modelserver.payload.StreamTap;
import io.slipway.modelserver.protocol.ServiceDirectory.Remote;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.protocol.ServiceDirectory.Target;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.http.HttpExchange;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
   * @param tap who listens, null if nobody does
   * @throws ServingException if the caller may not use the service, or not now
   */
  static void serve(
      HttpExchange exchange,
      Caller caller,
      Target target,
      Remote remote,
      @Nullable PayloadTap tap) {
    Runnable done = enter(caller, target.scope(), remote, exchange.body().size());
    if (tap == null || exchange.body().size() == 0) { // what has no payload is no prediction
      remote.service().serve(exchange, target.path(), done);
      return;
    }
    tap.request(remote.name().namespace(), counted(target.scope(), remote));
    remote.service().serve(new TappedExchange(exchange, tap, true), target.path(), done);
  }

  private static String counted(Scope scope, Remote remote) {
    return scope.counted(remote.name().name());
  }

  /** What is to be run when the request is done with. */
  private static Runnable enter(Caller caller, Scope scope, Remote remote, int bytes) {
    KnownCaller known = caller.view(scope).caller();
    ServiceName name = remote.name();
    return known == null
        ? () -> {}
        : known.enter(name.namespace(), name.name(), counted(scope, remote), bytes);
  }

  /** As {@link #serve}, of a unary call. */
  static void call(
      GrpcCall call, Caller caller, Scope scope, Remote remote, @Nullable PayloadTap tap) {
    Runnable done = enter(caller, scope, remote, call.message().size());
    if (tap == null) {
      remote.service().call(call, done);
      return;
    }
    tap.request(remote.name().namespace(), counted(scope, remote));
    remote.service().call(new TappedCall(call, tap), done);
  }

  /** As {@link #serve}, of a call with streams of messages. */
  static GrpcStreamingMethod.Receiver open(
      GrpcStreamingCall call, Caller caller, Scope scope, Remote remote, PayloadLogs payloads) {
    Runnable done = enter(caller, scope, remote, 0);
    StreamTap tap =
        payloads.stream(remote.name().namespace(), counted(scope, remote), call.metadata());
    RemoteService.Stream stream =
        tap == null
            ? remote.service().open(call, done)
            : TappedStreamingCall.open(remote.service(), call, tap, done);
    KnownCaller known = caller.view(scope).caller();
    return known == null
        ? stream
        : new CountedStream(stream, known, remote.name().namespace(), counted(scope, remote));
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

  /** What of a service is there for who goes by the names of models. */
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
            "service %s is answered by Pods of its own; ask for it by its path, its host or its name"
                .formatted(name)));
    return InferenceEndpoint.Cancellable.NONE;
  }
}
