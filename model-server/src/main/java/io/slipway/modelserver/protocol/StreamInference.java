// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * {@code ModelStreamInfer}. The metadata {@value #DIALECT_METADATA} picks the form of the answers
 * for one call; {@code triton_grpc_error: true} makes the first failure the status of the call, as
 * it does in Triton.
 */
final class StreamInference implements GrpcStreamingMethod {
  static final String DIALECT_METADATA = "slipway-stream-dialect";

  private static final String STATUS_METADATA = "triton_grpc_error";

  private final GrpcAddresses addresses;
  private final Gate gate;
  private final Predictions predictions;
  private final GrpcAnswers answers;
  private final PayloadLogs payloads;

  /**
   * @param answers of calls that do not say
   */
  StreamInference(
      GrpcAddresses addresses,
      Gate gate,
      Predictions predictions,
      GrpcAnswers answers,
      PayloadLogs payloads) {
    this.addresses = addresses;
    this.gate = gate;
    this.predictions = predictions;
    this.answers = answers;
    this.payloads = payloads;
  }

  @Override
  public Receiver open(GrpcStreamingCall call) {
    HttpHeaders metadata = call.metadata();
    Caller caller = gate.grpc(EndpointGroup.INFERENCE, call.peer(), metadata);
    if (addresses.forwards()) {
      ServiceDirectory.Remote remote = addresses.remote(call.authority(), metadata);
      return remote == null
          ? new FirstMessage(call, first -> open(call, caller, first))
          : RemoteCall.open(call, caller, addresses.scope(remote), remote, payloads);
    }
    return here(call, caller);
  }

  /** By the model that the first message names. */
  private Receiver open(GrpcStreamingCall call, Caller caller, @Nullable RequestBody first) {
    ServiceDirectory.Remote remote =
        first == null ? null : addresses.remote(call.authority(), call.metadata(), first);
    return remote == null
        ? here(call, caller)
        : RemoteCall.open(call, caller, addresses.scope(remote), remote, payloads);
  }

  private Receiver here(GrpcStreamingCall call, Caller caller) {
    HttpHeaders metadata = call.metadata();
    Scope scope = addresses.scope(call.authority(), metadata);
    String name = metadata.get(DIALECT_METADATA);
    StreamDialect spoken = name == null ? answers.dialect() : StreamDialect.of(name);
    boolean failuresEndTheCall =
        spoken == StreamDialect.MLSERVER || "true".equalsIgnoreCase(metadata.get(STATUS_METADATA));
    InferenceStream stream =
        new InferenceStream(
            call,
            new StreamScopes(caller, scope, payloads),
            predictions,
            answers.in(spoken),
            failuresEndTheCall);
    stream.begin();
    return stream;
  }
}
