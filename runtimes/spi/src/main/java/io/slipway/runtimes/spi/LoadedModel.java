// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi;

import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelSignature;
import java.util.List;

/**
 * A model in memory. {@link #run} may be called by several threads at once. After {@link #close()},
 * which must not overlap a run, all native memory is returned.
 */
public interface LoadedModel extends AutoCloseable {
  /** As the model file tells it; constant. */
  ModelSignature signature();

  /** Which dimensions have the same size, as far as the model file tells. */
  default DimensionNames dimensionNames() {
    return DimensionNames.NONE;
  }

  /**
   * Runs one batch; blocks while the engine computes.
   *
   * @param inputs one per input of the signature, in the signature's order, already checked against
   *     it; borrowed for the duration of the call
   * @param outputs names of the outputs wanted, all of the signature's, in the order of the answer
   * @return the outputs in that order; the caller owns them
   * @throws io.slipway.api.error.ServingException INVALID_ARGUMENT if the engine refuses the values
   *     (e.g. dimensions that do not fit each other), INTERNAL otherwise
   */
  List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs);

  @Override
  void close();
}
