// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.ensemble;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.List;

/** An ensemble among loaded models: it holds no memory, and its scheduler asks others to run. */
public final class EnsembleModel implements LoadedModel {
  private final EnsemblePlan plan;

  public EnsembleModel(EnsemblePlan plan) {
    this.plan = plan;
  }

  public EnsemblePlan plan() {
    return plan;
  }

  @Override
  public ModelSignature signature() {
    return plan.signature();
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    throw new IllegalStateException("an ensemble is run by its scheduler");
  }

  @Override
  public void close() {}
}
