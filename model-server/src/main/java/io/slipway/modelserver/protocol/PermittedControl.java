// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.repository.ModelControl;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a control that concerns the models which a caller may use. */
record PermittedControl(ModelControl all, String namespace, KnownCaller caller)
    implements ModelControl {
  @Override
  public List<IndexEntry> index(@Nullable String repository, boolean readyOnly) {
    return all.index(repository, readyOnly).stream()
        .filter(entry -> caller.may(namespace, entry.name()))
        .toList();
  }

  @Override
  public boolean clientsMayLoad() {
    return all.clientsMayLoad();
  }

  @Override
  public void load(@Nullable String repository, String model, LoadRequest request)
      throws InterruptedException {
    caller.requireService(namespace, model);
    all.load(repository, model, request);
  }

  @Override
  public void unload(@Nullable String repository, String model, boolean dependents)
      throws InterruptedException {
    caller.requireService(namespace, model);
    all.unload(repository, model, dependents);
  }

  @Override
  public ConfigMessage config(String model, @Nullable String version) {
    caller.requireService(namespace, model);
    return all.config(model, version);
  }
}
