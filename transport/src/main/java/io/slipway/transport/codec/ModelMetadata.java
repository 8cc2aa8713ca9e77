// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import io.slipway.api.model.ModelSignature;
import java.util.List;
import java.util.Objects;

/**
 * What a server says of a model.
 *
 * @param versions those that are there, oldest first
 */
public record ModelMetadata(String name, List<String> versions, ModelSignature signature) {
  public ModelMetadata {
    Objects.requireNonNull(name, "name");
    versions = List.copyOf(versions);
    Objects.requireNonNull(signature, "signature");
  }
}
