// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.padding.Padding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which requests of a model can be run together. Immutable, pure. */
final class RequestFit {
  /** Whether the first dimension of all inputs is a batch. */
  private final boolean batched;

  /** Whether the first dimension of all outputs is one too. */
  private final boolean divisible;

  /** Whether requests can differ in nothing but their rows. */
  private final boolean uniform;

  /** Null if requests that differ in more than their rows never run together. */
  private final @Nullable Padding padding;

  RequestFit(ModelSignature signature, @Nullable Padding padding) {
    this.padding = padding;
    batched = !signature.inputs().isEmpty() && areBatches(signature.inputs());
    divisible = areBatches(signature.outputs());
    uniform = haveOneShape(signature.inputs());
  }

  private static boolean areBatches(List<TensorSpec> specs) {
    for (TensorSpec spec : specs) {
      if (spec.shape().rank() == 0 || spec.shape().dim(0) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean haveOneShape(List<TensorSpec> specs) {
    for (TensorSpec spec : specs) {
      for (int i = 1; i < spec.shape().rank(); i++) {
        if (spec.shape().dim(i) < 0) {
          return false;
        }
      }
    }
    return true;
  }

  boolean batched() {
    return batched;
  }

  /** Whether any requests can be run together. */
  boolean joins() {
    return batched && divisible;
  }

  /** Whether a request can be run with any other. */
  boolean joins(Job job) {
    if (!joins() || job.rows == 0) {
      return false;
    }
    for (int i = 1; i < job.inputs.size(); i++) {
      if (job.inputs.get(i).tensor().shape().dim(0) != job.rows) {
        return false;
      }
    }
    return true;
  }

  /** Whether two requests can be run together. */
  boolean fit(Job one, Job other) {
    return joins(one)
        && joins(other)
        && one.outputs.equals(other.outputs)
        && (uniform || haveOneShape(one, other));
  }

  private boolean haveOneShape(Job one, Job other) {
    if (padding != null) {
      return padding.fit(one.inputs, other.inputs);
    }
    for (int i = 0; i < one.inputs.size(); i++) {
      if (!TensorBatch.fit(one.inputs.get(i).tensor(), other.inputs.get(i).tensor())) {
        return false;
      }
    }
    return true;
  }
}
