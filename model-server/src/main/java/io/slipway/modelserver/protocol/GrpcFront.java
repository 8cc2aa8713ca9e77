// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.access.EndpointGroup;
import io.slipway.modelserver.logging.LogControl;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.modelserver.reflection.ServerReflection;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.grpc.AnswerContents;
import io.slipway.transport.codec.grpc.HealthMessages;
import io.slipway.transport.codec.grpc.HealthMessages.ModelReference;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.InferResponseMessage;
import io.slipway.transport.codec.grpc.InferenceMethod;
import io.slipway.transport.codec.grpc.MetadataMessages;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcService;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.RequestBody;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Everything that gRPC clients ask of the model server. Thread-safe; never blocks. */
public final class GrpcFront implements GrpcService {
  /** As {@link InferenceMethod#MODEL_STREAM_INFER} has it, for a switch. */
  private static final String MODEL_STREAM_INFER =
      "/inference.GRPCInferenceService/ModelStreamInfer";

  private static final int EXPECTED_RESPONSE_BYTES = 512;
  private static final int SMALL_MESSAGE_BYTES = 64;

  private final GrpcAddresses addresses;
  private final BooleanSupplier accepting;
  private final ServerIdentity identity;
  private final ServerMetrics metrics;
  private final Gate gate;
  private final Predictions predictions;
  private final GrpcAnswers answers;
  private final PayloadLogs payloads;
  private final LogControl log;
  private final SharedMemoryService sharedMemory;

  /** Made for the first watcher. */
  private @Nullable HealthWatches watches;

  public GrpcFront(
      ServiceDirectory services,
      BooleanSupplier accepting,
      ServerIdentity identity,
      ServerMetrics metrics,
      Gate gate,
      Predictions predictions,
      GrpcAnswers answers,
      PayloadLogs payloads,
      LogControl log) {
    this.addresses = new GrpcAddresses(services);
    this.accepting = accepting;
    this.identity = identity;
    this.metrics = metrics;
    this.gate = gate;
    this.predictions = predictions;
    this.answers = answers;
    this.payloads = payloads;
    this.log = log;
    this.sharedMemory = predictions.sharedMemoryService();
  }

  @Override
  public void call(GrpcCall call) {
    try {
      InferenceMethod method = InferenceMethod.of(call.path());
      if (addresses.forwards() && forward(call, method)) {
        return;
      }
      if (method == null) {
        answerOther(call);
        return;
      }
      Caller caller = gate.grpc(method, call);
      Scope scope = addresses.scope(call.authority(), call.metadata());
      PayloadTap tap =
          method == InferenceMethod.MODEL_INFER
              ? payloads.grpc(call.metadata(), call.message())
              : null;
      if (tap != null) {
        Scope tapped = TappedEndpoint.over(scope, tap);
        answer(new TappedCall(call, tap), method, caller.view(tapped));
        return;
      }
      answer(call, method, caller.view(scope));
    } catch (ServingException e) {
      metrics.unrouted(e.code());
      call.fail(e);
    }
  }

  /** Whether the call is for a service that is answered elsewhere, which has it then. */
  private boolean forward(GrpcCall call, @Nullable InferenceMethod method) {
    ServiceDirectory.Remote remote = addresses.remote(call.authority(), call.metadata());
    if (remote == null && method != null && namesModel(method)) {
      remote = addresses.remote(call.authority(), call.metadata(), call.message());
    }
    if (remote == null) {
      return false;
    }
    // as over HTTP: what is no method of ours is taken for a prediction
    EndpointGroup group =
        method == null && !call.path().equals(GrpcHealth.CHECK)
            ? EndpointGroup.INFERENCE
            : group(call.path());
    Caller caller = gate.grpc(group, call.peer(), call.metadata());
    PayloadTap tap =
        group == EndpointGroup.INFERENCE ? payloads.grpc(call.metadata(), call.message()) : null;
    RemoteCall.call(call, caller, addresses.scope(remote), remote, tap);
    return true;
  }

  private static boolean namesModel(InferenceMethod method) {
    return method == InferenceMethod.MODEL_INFER
        || method == InferenceMethod.MODEL_READY
        || method == InferenceMethod.MODEL_METADATA;
  }

  /** The unary methods of other services. */
  private void answerOther(GrpcCall call) {
    switch (call.path()) {
      case GrpcHealth.CHECK -> new GrpcHealth(addresses, accepting, gate).check(call);
      default -> {
        if (call.path().startsWith(TensorFlowServing.PREFIX)) {
          new TensorFlowServing(addresses, gate, predictions, payloads).answer(call);
        } else {
          answerRepository(call);
        }
      }
    }
  }

  private void answerRepository(GrpcCall call) {
    RepositoryMethod method = RepositoryMethod.of(call.path());
    Caller caller = gate.grpc(group(call.path()), call.peer(), call.metadata());
    if (method == null) {
      throw Predictions.notImplemented("method " + call.path() + " is not there");
    }
    Scope scope = caller.view(addresses.scope(call.authority(), call.metadata()));
    new RepositoryService(predictions.blocking(), metrics).call(call, method, scope);
  }

  @Override
  public @Nullable GrpcStreamingMethod streaming(String path) {
    return switch (path) {
      case MODEL_STREAM_INFER ->
          new StreamInference(addresses, gate, predictions, answers, payloads);
      case GrpcHealth.WATCH -> new GrpcHealth(addresses, accepting, gate).watch(watches());
      case ServerReflection.V1, ServerReflection.V1_ALPHA -> this::reflect;
      default -> null;
    };
  }

  private GrpcStreamingMethod.Receiver reflect(GrpcStreamingCall call) {
    gate.grpc(EndpointGroup.METADATA, call.peer(), call.metadata());
    return new ServerReflection(call);
  }

  private synchronized HealthWatches watches() {
    HealthWatches first = watches;
    if (first == null) {
      first = new HealthWatches();
      watches = first;
    }
    return first;
  }

  @Override
  public void admit(String path, Peer peer, HttpHeaders metadata) {
    if (!gate.isOpen()) {
      gate.admit(group(path), peer, metadata);
    }
  }

  private static EndpointGroup group(String path) {
    InferenceMethod method = InferenceMethod.of(path);
    if (method != null) {
      return EndpointGroups.of(method);
    }
    RepositoryMethod ofRepository = RepositoryMethod.of(path);
    if (ofRepository != null) {
      return ofRepository.group();
    }
    if (path.startsWith(TensorFlowServing.PREFIX)) {
      return TensorFlowServing.group(path);
    }
    // which methods there are is what the server says of itself
    return path.equals(GrpcHealth.CHECK) ? EndpointGroup.HEALTH : EndpointGroup.METADATA;
  }

  private void answer(GrpcCall call, InferenceMethod method, Scope scope) {
    switch (method) {
      case MODEL_INFER ->
          predictions.predict(
              scope,
              Protocol.GRPC,
              call.message(),
              new InferCall(call, predictions.sharedRegions(), answers.contents()));
      case SERVER_LIVE -> state(call, true);
      case SERVER_READY -> state(call, accepting.getAsBoolean() && scope.ready());
      case MODEL_READY -> state(call, ready(scope, HealthMessages.decodeReference(call.message())));
      case SERVER_METADATA ->
          call.respond(
              Answers.write(
                  out ->
                      MetadataMessages.encodeServer(
                          Descriptions.server(identity, predictions), out),
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
      case SYSTEM_SHARED_MEMORY_STATUS -> sharedMemory.status(call);
      case SYSTEM_SHARED_MEMORY_REGISTER -> sharedMemory.register(call);
      case SYSTEM_SHARED_MEMORY_UNREGISTER -> sharedMemory.unregister(call);
      case CUDA_SHARED_MEMORY_STATUS, CUDA_SHARED_MEMORY_REGISTER ->
          throw SharedMemoryService.noCuda();
      case CUDA_SHARED_MEMORY_UNREGISTER -> sharedMemory.unregisterCuda(call);
      case MODEL_STATISTICS -> Statistics.answer(call, scope);
      case TRACE_SETTING -> new TraceSettingsService(predictions.traces()).answer(call, scope);
      case LOG_SETTINGS -> new LogSettingsService(log).answer(call);
      case MODEL_STREAM_INFER ->
          throw new IllegalStateException(call.path() + " has streams of messages");
    }
  }

  /**
   * What is not there is not ready: clients ask so before they load a model, and after they have
   * unloaded it.
   */
  private static boolean ready(Scope scope, ModelReference model) {
    try {
      return scope.status(model.name(), model.version()).ready();
    } catch (ServingException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private static void state(GrpcCall call, boolean state) {
    call.respond(Answers.write(out -> HealthMessages.encodeState(state, out), SMALL_MESSAGE_BYTES));
  }

  private static final class InferCall implements Predictions.Call {
    private final GrpcCall call;
    private final @Nullable SharedMemory memory;
    private final AnswerContents unlessSaid;
    private OutputContents contents = OutputContents.RAW;

    InferCall(GrpcCall call, @Nullable SharedMemory memory, AnswerContents unlessSaid) {
      this.call = call;
      this.memory = memory;
      this.unlessSaid = unlessSaid;
    }

    @Override
    public HttpHeaders headers() {
      return call.metadata();
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      InferRequestMessage.Decoded decoded =
          InferRequestMessage.decode(body, call.deadline(), allocator, memory, unlessSaid);
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
