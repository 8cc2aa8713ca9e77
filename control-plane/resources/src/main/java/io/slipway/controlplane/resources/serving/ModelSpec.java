// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model and how it is to be served. Null stands for what the user left out.
 *
 * @param container what overrides the container of the serving runtime
 */
public record ModelSpec(
    @Nullable ModelFormat modelFormat,
    @Nullable String runtime,
    @Nullable String runtimeVersion,
    @Nullable String storageUri,
    @Nullable Storage storage,
    @Nullable Protocol protocolVersion,
    Container container) {

  /** Where a model is, by a key into stored credentials. */
  public record Storage(
      @Nullable String key,
      @Nullable String path,
      @Nullable String schemaPath,
      Map<String, String> parameters) {
    public Storage {
      parameters = Map.copyOf(parameters);
    }
  }

  ModelSpec withFormat(ModelFormat format) {
    return new ModelSpec(
        format, runtime, runtimeVersion, storageUri, storage, protocolVersion, container);
  }

  ModelSpec withProtocol(Protocol protocol) {
    return new ModelSpec(
        modelFormat, runtime, runtimeVersion, storageUri, storage, protocol, container);
  }
}
