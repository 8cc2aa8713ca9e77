// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.modelserver.repository.Engines;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.testing.Headers;
import io.slipway.modelserver.testing.NoControl;
import io.slipway.modelserver.testing.Requests;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.PooledTensorAllocator;
import io.slipway.transport.memory.RequestBody;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  private static final long NOW = 5;

  private final Requests requests = new Requests();
  private final Headers headers = Headers.of("x-tenant", "blue", "grpc-timeout", "1H");
  private final AtomicInteger cancelled = new AtomicInteger();
  private @Nullable InferenceRequest seen;
  private @Nullable InferenceCallback callback;

  @AfterEach
  void everythingIsReleased() {
    if (seen != null) {
      seen.close();
    }
    assertThat(requests.open()).isZero();
  }

  /** Makes one prediction up to the model, and gives what its caller will be told. */
  private CompletableFuture<ErrorCode> predict(Protocol protocol, InferenceRequest request) {
    PooledTensorAllocator allocator = new PooledTensorAllocator(1024);
    Predictions predictions =
        new Predictions(
            allocator,
            Runnable::run,
            () -> NOW,
            new ServerMetrics(),
            HeaderForwarding.of("x-.*", "X-.*"),
            null,
            null);
    ModelRepository repository =
        new ModelRepository(new Engines(List.of()), Path.of(""), allocator, () -> NOW);
    Scope scope = new Scope("default", repository, this::infer, _ -> null, new NoControl(), true);
    CompletableFuture<ErrorCode> told = new CompletableFuture<>();
    predictions.predict(scope, protocol, RequestBody.empty(), new TestCall(request, told));
    return told;
  }

  private Cancellable infer(InferenceRequest request, InferenceCallback answer) {
    seen = request;
    callback = answer;
    return cancelled::incrementAndGet;
  }

  private final class TestCall implements Predictions.Call {
    private final InferenceRequest request;
    private final CompletableFuture<ErrorCode> told;

    TestCall(InferenceRequest request, CompletableFuture<ErrorCode> told) {
      this.request = request;
      this.told = told;
    }

    @Override
    public HttpHeaders headers() {
      return headers;
    }

    @Override
    public InferenceRequest decode(RequestBody body, TensorAllocator allocator) {
      return request;
    }

    @Override
    public void succeed(InferenceResponse response) {
      throw new AssertionError("not expected to succeed");
    }

    @Override
    public void fail(ServingException failure) {
      if (!told.complete(failure.code())) {
        throw new AssertionError("answered twice");
      }
    }

    @Override
    public void onCancel(Runnable action) {}
  }

  private InferenceRequest request() {
    return Objects.requireNonNull(seen, "seen");
  }

  @Test
  void headersBecomeParametersInEveryProtocol() {
    for (Protocol protocol : Protocol.values()) {
      predict(protocol, requests.fitting());
      assertThat(request().parameters())
          .containsExactly(Map.entry("x-tenant", new Parameter.Text("blue")));
      request().close();
    }
  }

  @Test
  void headersSetTheDeadlineOverHttpAndLeaveTheCallsOwnOverGrpc() {
    predict(Protocol.V2, requests.fitting());
    assertThat(request().deadline()).isEqualTo(new Deadline(true, NOW + TimeUnit.HOURS.toNanos(1)));
    request().close();
    Deadline own = new Deadline(true, 77);
    predict(Protocol.GRPC, requests.with(own, requests.fittingInputs()));
    assertThat(request().deadline()).isEqualTo(own);
  }

  @Test
  void theTimeoutParameterShortensTheDeadlineOfACall() {
    InferenceRequest request =
        requests
            .with(new Deadline(true, Long.MAX_VALUE), requests.fittingInputs())
            .withParameters(Map.of("timeout", new Parameter.Int64(3_600_000_000L)));
    predict(Protocol.GRPC, request);
    assertThat(request().deadline()).isEqualTo(new Deadline(true, NOW + TimeUnit.HOURS.toNanos(1)));
  }

  @Test
  void cancelsTheWorkAndDropsItsAnswerWhenTheDeadlinePasses() throws Exception {
    InferenceRequest request =
        requests.fitting().withParameters(Map.of("timeout", new Parameter.Int64(1)));
    CompletableFuture<ErrorCode> told = predict(Protocol.GRPC, request);
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(cancelled).hasValue(1);
    InferenceCallback late = Objects.requireNonNull(callback, "callback");
    late.failed(ServingException.invalid("too late"));
    late.succeeded(
        new InferenceResponse("m", "1", null, Map.of(), List.of(requests.fittingInputs())));
  }

  @Test
  void releasesARequestThatItRefuses() throws Exception {
    InferenceRequest request =
        requests.fitting().withParameters(Map.of("timeout", new Parameter.Text("soon")));
    assertThat(predict(Protocol.V1, request).get()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(seen).isNull();
  }
}
