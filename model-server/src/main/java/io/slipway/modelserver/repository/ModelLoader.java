// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.ensemble.StepModels;
import io.slipway.modelserver.execution.Admission;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.QueuePolicies;
import io.slipway.modelserver.sequence.SequenceModel;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings a version into memory. Thread-safe; blocks. */
final class ModelLoader {
  /**
   * A model in memory, and how it got there.
   *
   * @param signature as clients see it
   * @param engine its name
   * @param file the model's file, as the engine was given it
   * @param sequences the model, if its requests belong together
   */
  record Loaded(
      LoadedModel model,
      ModelSignature signature,
      String engine,
      Path file,
      ModelFiles files,
      ExecutionConfig execution,
      Admission admission,
      @Nullable SequenceModel sequences) {}

  private final Engines engines;
  private final Path cacheDirectory;
  private final TensorAllocator allocator;
  private final ModelRepository models;

  /**
   * @param models those that ensembles are put together of
   */
  ModelLoader(
      Engines engines, Path cacheDirectory, TensorAllocator allocator, ModelRepository models) {
    this.models = models;
    this.engines = engines;
    this.cacheDirectory = cacheDirectory;
    this.allocator = allocator;
  }

  /**
   * @throws ServingException saying what is missing or does not fit
   */
  Loaded load(ModelSpec spec) {
    ModelFiles files = spec.location().fetch();
    ModelConfig config = files.config();
    if (config != null) {
      return new ConfiguredLoad(spec, files, config).load(this, engines);
    }
    Engines.Match match = engines.match(spec.format(), files.path());
    LoadedModel model = open(spec, match, spec.settings(), spec.execution());
    try {
      spec.execution().batching().requireBatches(model.signature());
    } catch (ServingException e) {
      model.close();
      throw e;
    }
    return new Loaded(
        model,
        model.signature(),
        match.engine().name(),
        match.file(),
        files,
        spec.execution(),
        admission(0, spec.execution()),
        null);
  }

  static Admission admission(int maxBatchSize, ExecutionConfig execution) {
    QueuePolicies policies = execution.batching().policies();
    return maxBatchSize == 0 && policies.isNone()
        ? Admission.NONE
        : new Admission(maxBatchSize, execution.priorities(), policies);
  }

  /** Where tensors get their memory. */
  TensorAllocator allocator() {
    return allocator;
  }

  /** The models that ensembles are put together of. */
  StepModels models() {
    return models.stepModels();
  }

  LoadedModel open(
      ModelSpec spec,
      Engines.Match match,
      Map<String, String> settings,
      ExecutionConfig execution) {
    LoadedModel model =
        match
            .engine()
            .load(
                new ModelSource(spec.id(), match.file(), settings),
                new LoadContext(cacheDirectory, allocator, execution.threadsPerWorker()));
    return spec.watch() == null ? model : new WatchedModel(model, spec.watch());
  }
}
