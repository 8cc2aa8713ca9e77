// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.runtimes.spi.DimensionNames;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.List;

/** A model whose runs somebody watches. */
record WatchedModel(LoadedModel model, RunWatch watch) implements LoadedModel {
  @Override
  public ModelSignature signature() {
    return model.signature();
  }

  @Override
  public DimensionNames dimensionNames() {
    return model.dimensionNames();
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    watch.begins();
    try {
      return model.run(inputs, outputs);
    } finally {
      watch.ended();
    }
  }

  @Override
  public void close() {
    try {
      model.close();
    } finally {
      watch.over();
    }
  }
}
