// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.transport.codec.tfs.ModelSpec;
import io.slipway.transport.codec.tfs.TfsMessages;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import java.util.List;

/** TensorFlow Serving's gRPC services, as far as they are about tensors. */
final class TensorFlowServing {
  /** What the paths of its methods begin with. */
  static final String PREFIX = "/tensorflow.serving.";

  private static final String PREDICT = PREFIX + "PredictionService/Predict";
  private static final String METADATA = PREFIX + "PredictionService/GetModelMetadata";
  private static final String CLASSIFY = PREFIX + "PredictionService/Classify";
  private static final String REGRESS = PREFIX + "PredictionService/Regress";
  private static final String MULTI_INFERENCE = PREFIX + "PredictionService/MultiInference";
  private static final String STATUS = PREFIX + "ModelService/GetModelStatus";
  private static final String RELOAD = PREFIX + "ModelService/HandleReloadConfigRequest";

  private static final int EXPECTED_BYTES = 512;

  private final GrpcAddresses addresses;
  private final Gate gate;
  private final Predictions predictions;
  private final PayloadLogs payloads;

  TensorFlowServing(
      GrpcAddresses addresses, Gate gate, Predictions predictions, PayloadLogs payloads) {
    this.addresses = addresses;
    this.gate = gate;
    this.predictions = predictions;
    this.payloads = payloads;
  }

  void answer(GrpcCall call) {
    Caller caller = gate.grpc(group(call.path()), call.peer(), call.metadata());
    Scope whole = addresses.scope(call.authority(), call.metadata());
    switch (call.path()) {
      case PREDICT -> predict(call, caller, whole);
      case METADATA -> metadata(call, caller.view(whole));
      case STATUS -> status(call, caller.view(whole));
      case CLASSIFY, REGRESS, MULTI_INFERENCE ->
          throw Predictions.notImplemented(
              call.path() + " takes examples, and models here take tensors (expected: Predict)");
      case RELOAD ->
          throw Predictions.notImplemented(
              call.path()
                  + " is not there (expected: the model repository methods of"
                  + " inference.GRPCInferenceService)");
      default -> throw Predictions.notImplemented("method " + call.path() + " is not there");
    }
  }

  private void predict(GrpcCall call, Caller caller, Scope scope) {
    PayloadTap tap = payloads.grpc(call.metadata(), call.message());
    if (tap == null) {
      predictions.predict(caller.view(scope), Protocol.GRPC, call.message(), new PredictCall(call));
      return;
    }
    predictions.predict(
        caller.view(TappedEndpoint.over(scope, tap)),
        Protocol.GRPC,
        call.message(),
        new PredictCall(new TappedCall(call, tap)));
  }

  /** The group of a method of these services. */
  static EndpointGroup group(String path) {
    return switch (path) {
      case METADATA -> EndpointGroup.METADATA;
      case STATUS -> EndpointGroup.HEALTH;
      case RELOAD -> EndpointGroup.MODEL_REPOSITORY;
      default -> EndpointGroup.INFERENCE;
    };
  }

  private static void metadata(GrpcCall call, Scope scope) {
    ModelSpec model = TfsMessages.decodeMetadata(call.message());
    ModelStatus status = scope.readyStatus(model.name(), model.version());
    call.respond(Answers.write(out -> TfsMessages.encodeMetadata(status, out), EXPECTED_BYTES));
  }

  private static void status(GrpcCall call, Scope scope) {
    ModelSpec model = TfsMessages.decodeModel(call.message());
    ModelStatus one = scope.status(model.name(), model.version());
    List<ModelStatus> versions =
        model.version() == null ? scope.catalog().versions(model.name()) : List.of(one);
    call.respond(Answers.write(out -> TfsMessages.encodeStatus(versions, out), EXPECTED_BYTES));
  }

  private static final class PredictCall implements Predictions.Call {
    private final GrpcCall call;

    PredictCall(GrpcCall call) {
      this.call = call;
    }

    @Override
    public HttpHeaders headers() {
      return call.metadata();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      return TfsMessages.decodePredict(body, call.deadline(), allocator);
    }

    @Override
    public void succeed(InferenceResponse response) {
      call.respond(Answers.write(out -> TfsMessages.encodePredict(response, out), EXPECTED_BYTES));
    }

    @Override
    public void fail(ServingException failure) {
      call.fail(failure);
    }

    @Override
    public void onCancel(Runnable action) {
      call.onCancel(action);
    }
  }
}
