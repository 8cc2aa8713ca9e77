// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.modelserver.sharedmemory.OutputPlace;
import io.slipway.modelserver.sharedmemory.SharedRegions;
import io.slipway.transport.codec.SharedPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the outputs that are not wanted as they are: classes, and outputs that go to
 * shared memory. For one request; closed when that has ended.
 */
final class OutputForms implements AutoCloseable {
  private final @Nullable Classification classification;
  private final Map<String, OutputPlace> places;
  private volatile boolean abandoned;

  private OutputForms(@Nullable Classification classification, Map<String, OutputPlace> places) {
    this.classification = classification;
    this.places = places;
  }

  /** Whether one of the outputs is not wanted as it is. */
  static boolean concern(List<RequestedOutput> outputs) {
    for (RequestedOutput output : outputs) {
      if (output.parameters().containsKey(Classification.PARAMETER)
          || SharedPart.isNamedBy(output.parameters())) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param regions null if shared memory is not offered
   * @throws ServingException INVALID_ARGUMENT, NOT_FOUND or NOT_IMPLEMENTED if an output can't be
   *     had as it is wanted
   */
  static OutputForms of(
      List<RequestedOutput> outputs,
      @Nullable SharedRegions regions,
      Classification.@Nullable Labels labels) {
    Classification classification = Classification.of(outputs, labels);
    Map<String, OutputPlace> places = new HashMap<>();
    boolean whole = false;
    try {
      for (RequestedOutput output : outputs) {
        if (SharedPart.isNamedBy(output.parameters())) {
          places.put(output.name(), place(output, regions));
        }
      }
      whole = true;
    } finally {
      if (!whole) {
        places.values().forEach(OutputPlace::close);
      }
    }
    return new OutputForms(classification.counts().isEmpty() ? null : classification, places);
  }

  private static OutputPlace place(RequestedOutput output, @Nullable SharedRegions regions) {
    String label = "output '" + output.name() + "'";
    if (regions == null) {
      throw SharedPart.notOffered(label);
    }
    Map<String, Parameter> said = output.parameters();
    // Triton's clients say binary_data: false beside a region
    String other =
        said.containsKey(Classification.PARAMETER)
            ? Classification.PARAMETER
            : new Parameter.Bool(true).equals(said.get("binary_data")) ? "binary_data" : null;
    if (other != null) {
      throw ServingException.invalid(
          "%s has the parameters %s and %s (expected: one of them)"
              .formatted(label, SharedPart.REGION, other));
    }
    return regions.place(SharedPart.of(output.parameters(), label), label);
  }

  /** Nobody waits any more: the client may use its memory for something else. */
  void abandon() {
    abandoned = true;
  }

  /**
   * The response in the forms that are wanted. Takes {@code response} over, also when it throws.
   *
   * @throws ServingException INVALID_ARGUMENT if an output has no classes or a place is too small
   */
  InferenceResponse apply(InferenceResponse response) {
    InferenceResponse result = classification == null ? response : classification.apply(response);
    if (places.isEmpty()) {
      return result;
    }
    boolean whole = false;
    try {
      List<NamedTensor> outputs = new ArrayList<>();
      for (NamedTensor output : result.outputs()) {
        outputs.add(written(output));
      }
      whole = true;
      return new InferenceResponse(
          result.modelName(), result.modelVersion(), result.id(), result.parameters(), outputs);
    } finally {
      if (!whole) {
        result.close();
      }
    }
  }

  private NamedTensor written(NamedTensor output) {
    OutputPlace place = places.get(output.name());
    if (place == null) {
      return output;
    }
    if (abandoned) {
      throw new ServingException(ErrorCode.CANCELLED, "the caller is gone");
    }
    return new NamedTensor(output.name(), output.tensor(), place.write(output.tensor().data()));
  }

  @Override
  public void close() {
    places.values().forEach(OutputPlace::close);
  }
}
