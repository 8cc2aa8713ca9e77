// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One answer, waited for; a second one is an error. */
public final class Answer implements InferenceCallback {
  private final CompletableFuture<List<String>> outputs = new CompletableFuture<>();

  private final Runnable onSuccess;

  public Answer() {
    this(() -> {});
  }

  /**
   * @param onSuccess run where the answer arrives, before it is seen
   */
  public Answer(Runnable onSuccess) {
    this.onSuccess = onSuccess;
  }

  @Override
  public void succeeded(InferenceResponse response) {
    try (response) {
      onSuccess.run();
      once(outputs.complete(response.outputs().stream().map(output -> output.name()).toList()));
    }
  }

  @Override
  public void failed(ServingException failure) {
    once(outputs.completeExceptionally(failure));
  }

  public boolean arrived() {
    return outputs.isDone();
  }

  /** The names of the outputs. */
  public List<String> outputs() throws InterruptedException, TimeoutException {
    try {
      return outputs.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed", e.getCause());
    }
  }

  public ServingException failure() throws InterruptedException, TimeoutException {
    try {
      throw new AssertionError("answered " + outputs.get(10, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServingException failure) {
        return failure;
      }
      throw new AssertionError("failed in another way", e);
    }
  }

  public ErrorCode code() throws InterruptedException, TimeoutException {
    return failure().code();
  }

  private static void once(boolean first) {
    if (!first) {
      throw new AssertionError("answered twice");
    }
  }
}
