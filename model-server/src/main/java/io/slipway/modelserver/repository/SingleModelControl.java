// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a control that concerns one model name; others are not found. */
public record SingleModelControl(String name, ModelControl all) implements ModelControl {
  @Override
  public List<IndexEntry> index(@Nullable String repository, boolean readyOnly) {
    return all.index(repository, readyOnly).stream()
        .filter(entry -> entry.name().equals(name))
        .toList();
  }

  @Override
  public boolean clientsMayLoad() {
    return all.clientsMayLoad();
  }

  @Override
  public void load(@Nullable String repository, String model, LoadRequest request)
      throws InterruptedException {
    check(model);
    all.load(repository, model, request);
  }

  @Override
  public void unload(@Nullable String repository, String model, boolean dependents)
      throws InterruptedException {
    check(model);
    all.unload(repository, model, dependents);
  }

  @Override
  public ConfigMessage config(String model, @Nullable String version) {
    check(model);
    return all.config(model, version);
  }

  private void check(String model) {
    if (!model.equals(name)) {
      throw ModelRepository.unknown(model, null);
    }
  }
}
