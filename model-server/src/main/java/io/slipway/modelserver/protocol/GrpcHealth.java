// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.transport.codec.grpc.HealthCheckMessages;
import io.slipway.transport.codec.grpc.HealthCheckMessages.ServingStatus;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.memory.OutputBuffer;
import java.util.function.BooleanSupplier;

/**
 * {@code grpc.health.v1.Health}. The empty name, and that of the inference service, stand for the
 * readiness of the server; any other name is that of a model.
 */
final class GrpcHealth {
  static final String CHECK = "/grpc.health.v1.Health/Check";
  static final String WATCH = "/grpc.health.v1.Health/Watch";

  private static final String INFERENCE = "inference.GRPCInferenceService";
  private static final int MESSAGE_BYTES = 16;

  private final GrpcAddresses addresses;
  private final BooleanSupplier accepting;
  private final Gate gate;

  GrpcHealth(GrpcAddresses addresses, BooleanSupplier accepting, Gate gate) {
    this.addresses = addresses;
    this.accepting = accepting;
    this.gate = gate;
  }

  void check(GrpcCall call) {
    Caller caller = gate.grpc(EndpointGroup.HEALTH, call.peer(), call.metadata());
    String service = HealthCheckMessages.decodeService(call.message());
    Scope scope = caller.view(addresses.scope(call.authority(), call.metadata()));
    ServingStatus status = status(scope, service);
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      throw new ServingException(ErrorCode.NOT_FOUND, "no service or model '" + service + "'");
    }
    call.respond(message(status));
  }

  /** The method that tells every change, as {@code watches} notices it. */
  GrpcStreamingMethod watch(HealthWatches watches) {
    return call -> {
      Caller caller = gate.grpc(EndpointGroup.HEALTH, call.peer(), call.metadata());
      Scope scope = caller.view(addresses.scope(call.authority(), call.metadata()));
      return new HealthWatch(call, watches, service -> status(scope, service));
    };
  }

  private ServingStatus status(Scope scope, String service) {
    if (service.isEmpty() || service.equals(INFERENCE)) {
      return of(accepting.getAsBoolean() && scope.ready());
    }
    return scope
        .catalog()
        .model(service, null)
        .map(model -> of(accepting.getAsBoolean() && model.ready()))
        .orElse(ServingStatus.SERVICE_UNKNOWN);
  }

  private static ServingStatus of(boolean ready) {
    return ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  static OutputBuffer message(ServingStatus status) {
    return Answers.write(out -> HealthCheckMessages.encodeStatus(status, out), MESSAGE_BYTES);
  }
}
