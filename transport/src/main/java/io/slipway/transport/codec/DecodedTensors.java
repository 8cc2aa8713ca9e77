// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensors of a message while it is decoded. They are this object's until {@link #handOver()};
 * {@link #close()}, which is to be called in any case, closes those that were not handed over.
 */
public final class DecodedTensors implements AutoCloseable {
  private final String kind;
  private final SeenNames names = new SeenNames();
  private List<NamedTensor> tensors = new ArrayList<>();

  /**
   * @param kind what they are, for messages: {@code input}
   */
  public DecodedTensors(String kind) {
    this.kind = kind;
  }

  /** Takes {@code tensor} over, also when it throws. */
  public void add(NamedTensor tensor) {
    tensors.add(tensor);
    if (!names.add(tensor.name())) {
      throw ServingException.invalid("%s '%s' is given twice".formatted(kind, tensor.name()));
    }
  }

  public int size() {
    return tensors.size();
  }

  /** The tensors, which are the caller's from now on. */
  public List<NamedTensor> handOver() {
    List<NamedTensor> result = tensors;
    tensors = List.of();
    return result;
  }

  @Override
  public void close() {
    for (NamedTensor tensor : tensors) {
      tensor.close();
    }
  }
}
