// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.modelserver.repository.ModelControl;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For tests in which nobody asks for the repository. */
public final class NoControl implements ModelControl {
  @Override
  public List<IndexEntry> index(@Nullable String repository, boolean readyOnly) {
    throw new AssertionError("nobody asks for the index");
  }

  @Override
  public boolean clientsMayLoad() {
    return false;
  }

  @Override
  public void load(@Nullable String repository, String model, LoadRequest request) {
    throw new AssertionError("nobody loads");
  }

  @Override
  public void unload(@Nullable String repository, String model, boolean dependents) {
    throw new AssertionError("nobody unloads");
  }

  @Override
  public ConfigMessage config(String model, @Nullable String version) {
    throw new AssertionError("nobody asks for a configuration");
  }
}
