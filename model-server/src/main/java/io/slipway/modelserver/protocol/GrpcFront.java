// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.codec.grpc.HealthMessages;
import io.slipway.transport.codec.grpc.HealthMessages.ModelReference;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.InferResponseMessage;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.codec.grpc.MetadataMessages;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcService;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import java.util.function.BooleanSupplier;

/**
 * {@code inference.GRPCInferenceService} of the Open Inference Protocol. A service is addressed by
 * {@code :authority}, else by the metadata {@code kserve-isvc-name} and {@code
 * kserve-isvc-namespace}, else by the model's name in the default namespace. Thread-safe; never
 * blocks.
 */
public final class GrpcFront implements GrpcService {
  private static final String NAME_METADATA = "kserve-isvc-name";
  private static final String NAMESPACE_METADATA = "kserve-isvc-namespace";
  private static final int EXPECTED_RESPONSE_BYTES = 512;
  private static final int SMALL_MESSAGE_BYTES = 64;

  private final ServiceDirectory services;
  private final BooleanSupplier accepting;
  private final ServerIdentity identity;
  private final ServerMetrics metrics;
  private final Gate gate;
  private final Predictions predictions;

  public GrpcFront(
      ServiceDirectory services,
      BooleanSupplier accepting,
      ServerIdentity identity,
      ServerMetrics metrics,
      Gate gate,
      Predictions predictions) {
    this.services = services;
    this.accepting = accepting;
    this.identity = identity;
    this.metrics = metrics;
    this.gate = gate;
    this.predictions = predictions;
  }

  @Override
  public void call(GrpcCall call) {
    try {
      InferenceMethod method = InferenceMethod.of(call.path());
      if (method == null) {
        throw Predictions.notImplemented("method " + call.path() + " is not there");
      }
      gate.grpc(method, call);
      answer(call, method, scope(call));
    } catch (ServingException e) {
      metrics.unrouted(e.code());
      call.fail(e);
    }
  }

  private void answer(GrpcCall call, InferenceMethod method, Scope scope) {
    switch (method) {
      case MODEL_INFER ->
          predictions.predict(scope, Protocol.GRPC, call.message(), new InferCall(call));
      case SERVER_LIVE -> state(call, true);
      case SERVER_READY -> state(call, accepting.getAsBoolean() && scope.ready());
      case MODEL_READY -> {
        ModelReference model = HealthMessages.decodeReference(call.message());
        state(call, scope.status(model.name(), model.version()).ready());
      }
      case SERVER_METADATA ->
          call.respond(
              Answers.write(
                  out -> MetadataMessages.encodeServer(Descriptions.server(identity), out),
                  SMALL_MESSAGE_BYTES));
      case MODEL_METADATA -> {
        ModelReference model = HealthMessages.decodeReference(call.message());
        call.respond(
            Answers.write(
                out ->
                    MetadataMessages.encodeModel(
                        Descriptions.model(scope, model.name(), model.version()), out),
                EXPECTED_RESPONSE_BYTES));
      }
    }
  }

  private static void state(GrpcCall call, boolean state) {
    call.respond(Answers.write(out -> HealthMessages.encodeState(state, out), SMALL_MESSAGE_BYTES));
  }

  private Scope scope(GrpcCall call) {
    Scope byAuthority = services.byAuthority(call.authority());
    if (byAuthority == null) {
      throw noService("at " + call.authority());
    }
    String name = call.metadata().get(NAME_METADATA);
    if (name == null || !byAuthority.equals(services.root())) {
      return byAuthority;
    }
    String namespace = call.metadata().get(NAMESPACE_METADATA);
    if (namespace == null) {
      namespace = DeployContract.DEFAULT_NAMESPACE;
    }
    Scope byMetadata = services.service(namespace, name);
    if (byMetadata == null) {
      throw noService(namespace + "/" + name);
    }
    return byMetadata;
  }

  private static ServingException noService(String where) {
    return new ServingException(ErrorCode.NOT_FOUND, "no service " + where);
  }

  private static final class InferCall implements Predictions.Call {
    private final GrpcCall call;
    private OutputContents contents = OutputContents.RAW;

    InferCall(GrpcCall call) {
      this.call = call;
    }

    @Override
    public HttpHeaders headers() {
      return call.metadata();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      InferRequestMessage.Decoded decoded =
          InferRequestMessage.decode(body, call.deadline(), allocator);
      contents = decoded.outputContents();
      return decoded.request();
    }

    @Override
    public void succeed(InferenceResponse response) {
      call.respond(
          Answers.write(
              out -> InferResponseMessage.encode(response, contents, out),
              EXPECTED_RESPONSE_BYTES));
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
