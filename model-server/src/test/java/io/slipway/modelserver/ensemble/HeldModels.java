// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Models that hold their requests until the test answers them, or answer at once. */
final class HeldModels implements InferenceEndpoint {
  private final Requests requests;
  private final List<Held> held = new ArrayList<>();
  private boolean inline;

  /**
   * @param requests where outputs come from
   */
  HeldModels(Requests requests) {
    this.requests = requests;
  }

  /** From now on, every request is answered within the call that makes it. */
  void answerAtOnce() {
    inline = true;
  }

  final class Held implements Cancellable {
    private final InferenceRequest request;
    private final InferenceCallback callback;
    private final AtomicBoolean over = new AtomicBoolean();
    private boolean begun;

    Held(InferenceRequest request, InferenceCallback callback) {
      this.request = request;
      this.callback = callback;
    }

    InferenceRequest request() {
      return request;
    }

    boolean over() {
      return over.get();
    }

    /** From now on it can't be cancelled. */
    Held begin() {
      begun = true;
      return this;
    }

    /** Answers what was asked for. */
    void answer() {
      if (over.compareAndSet(false, true)) {
        request.close();
        List<NamedTensor> outputs = new ArrayList<>();
        request
            .outputs()
            .forEach(output -> outputs.add(requests.tensor(output.name(), DataType.FP32, 1)));
        callback.succeeded(
            new InferenceResponse(request.modelName(), "1", request.id(), Map.of(), outputs));
      }
    }

    void fail(ErrorCode code) {
      if (over.compareAndSet(false, true)) {
        request.close();
        callback.failed(new ServingException(code, "failed by the test"));
      }
    }

    @Override
    public void cancel() {
      if (!begun) {
        fail(ErrorCode.CANCELLED);
      }
    }
  }

  @Override
  public Cancellable infer(InferenceRequest request, InferenceCallback callback) {
    Held work = new Held(request, callback);
    held.add(work);
    if (inline) {
      work.answer();
    }
    return work;
  }

  /** In the order in which they came. */
  List<Held> held() {
    return List.copyOf(held);
  }

  /** The first request to a model. */
  Held of(String model) {
    return held.stream()
        .filter(each -> each.request.modelName().equals(model))
        .findFirst()
        .orElseThrow(() -> new AssertionError(model + " was not asked"));
  }

  List<String> asked() {
    return held.stream().map(each -> each.request.modelName()).toList();
  }
}
