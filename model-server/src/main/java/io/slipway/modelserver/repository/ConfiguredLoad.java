// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.modelserver.config.EnsembleConfig;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.config.SequenceBatching;
import io.slipway.modelserver.config.ServedSignature;
import io.slipway.modelserver.config.TensorConfig;
import io.slipway.modelserver.config.Warmup;
import io.slipway.modelserver.ensemble.EnsembleModel;
import io.slipway.modelserver.ensemble.EnsemblePlan;
import io.slipway.modelserver.ensemble.StepModels;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.WarmupRun;
import io.slipway.modelserver.padding.PaddingRule;
import io.slipway.modelserver.sequence.SequenceModel;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.TritonNames.Translation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model that has a configuration, as that says. */
final class ConfiguredLoad {
  private static final Logger log = LoggerFactory.getLogger(ConfiguredLoad.class);

  /** The directory of what states begin with, as Triton has it. */
  private static final String INITIAL_STATES = "initial_state";

  private static final int MAX_STATE_BYTES = 1 << 30;

  private final ModelSpec spec;
  private final ModelFiles files;
  private final ModelConfig config;

  ConfiguredLoad(ModelSpec spec, ModelFiles files, ModelConfig config) {
    this.spec = spec;
    this.files = files;
    this.config = config;
  }

  ModelLoader.Loaded load(ModelLoader loader, Engines engines) {
    EnsembleConfig ensemble = config.ensemble();
    if (ensemble != null) {
      return ensemble(ensemble, loader.models());
    }
    Engines.Match match = match(engines);
    Translation translation = match.engine().tritonNames().translate(config.engineParameters());
    report(translation);
    Map<String, String> settings = new HashMap<>(translation.settings());
    settings.putAll(spec.settings());
    ExecutionConfig execution = ConfiguredExecution.of(config, spec.execution());
    LoadedModel opened = loader.open(spec, match, settings, execution);
    boolean good = false;
    try {
      ServedSignature served = ServedSignature.of(opened.signature(), config);
      LoadedModel whole =
          served.isIdentity(opened.signature()) ? opened : new ConfiguredModel(opened, served);
      SequenceModel sequences = sequences(whole, served, loader.allocator());
      LoadedModel model = sequences == null ? whole : sequences;
      Batching batching = batching(execution, model);
      warmUp(model);
      ModelSignature signature = labelled(model.signature());
      good = true;
      return new ModelLoader.Loaded(
          model,
          signature,
          match.engine().name(),
          match.file(),
          files,
          execution.withBatching(batching),
          ModelLoader.admission(config.maxBatchSize(), execution),
          sequences);
    } finally {
      if (!good) {
        opened.close();
      }
    }
  }

  private ModelLoader.Loaded ensemble(EnsembleConfig ensemble, StepModels models) {
    reportIgnored();
    if (spec.execution().batching().together()) {
      throw ServingException.invalid(
          "an ensemble's requests run together step by step (expected: dynamic_batching of the"
              + " models of its steps, and no other batching)");
    }
    EnsemblePlan plan = EnsemblePlan.of(spec.id().name(), config, ensemble, models);
    if (plan.keepsSequences() && config.cachesAnswers()) {
      throw ServingException.invalid(
          "response_cache.enable is true, and a step keeps sequences (expected: no"
              + " response_cache)");
    }
    EnsembleModel model = new EnsembleModel(plan);
    return new ModelLoader.Loaded(
        model,
        labelled(model.signature()),
        EnsembleConfig.PLATFORM,
        files.path(),
        files,
        spec.execution(),
        ModelLoader.admission(config.maxBatchSize(), spec.execution()),
        null);
  }

  private @Nullable SequenceModel sequences(
      LoadedModel model, ServedSignature served, TensorAllocator allocator) {
    SequenceBatching batching = config.sequences();
    if (batching == null) {
      return null;
    }
    Map<String, byte[]> initial = new HashMap<>();
    for (SequenceBatching.State state : batching.states()) {
      SequenceBatching.InitialState begin = state.initial();
      if (begin != null && !begin.file().isEmpty()) {
        String label = "initial_state of input '" + state.input() + "'";
        String file = INITIAL_STATES + "/" + begin.file();
        initial.put(state.input(), ModelFile.read(files.directory(), file, MAX_STATE_BYTES, label));
      }
    }
    return new SequenceModel(
        model, served, batching, config.maxBatchSize() > 0, initial, allocator);
  }

  private ModelSignature labelled(ModelSignature signature) {
    for (TensorConfig output : config.outputs()) {
      if (!output.labelFilename().isEmpty()) {
        boolean batching = config.maxBatchSize() > 0;
        return new LabelFiles(spec.id(), files.directory(), batching)
            .label(signature, config.outputs());
      }
    }
    return signature;
  }

  private Engines.Match match(Engines engines) {
    Path path = files.path();
    if (!config.modelFilename().isEmpty()) {
      path = path.resolve(config.modelFilename());
      if (!Files.exists(path)) {
        throw new ServingException(
            ErrorCode.NOT_FOUND,
            "default_model_filename is '%s', and %s does not exist"
                .formatted(config.modelFilename(), path));
      }
    }
    String format = spec.format() == null ? files.format() : spec.format();
    return engines.match(format, config.backend(), config.platform(), path);
  }

  private void report(Translation translation) {
    reportIgnored();
    for (String unknown : translation.unknown()) {
      log.warn(
          "model {}: parameters['{}'] has no effect: it is kept, and the engine does not know it",
          spec.id(),
          unknown);
    }
  }

  private void reportIgnored() {
    for (String ignored : config.ignored()) {
      log.warn("model {}: {}", spec.id(), ignored);
    }
  }

  /** What is known of batching once the model is there. */
  private Batching batching(ExecutionConfig execution, LoadedModel model) {
    Batching batching = execution.batching();
    batching.requireBatches(model.signature());
    PaddingRule rule = config.padding();
    if (rule == null) {
      return batching;
    }
    if (!batching.together()) {
      throw ServingException.invalid(
          "parameters['%s'] is for requests that run together (expected: dynamic_batching and a max_batch_size over 1, or a batcher)"
              .formatted(PaddingRule.BUCKETS_PARAMETER));
    }
    return batching.withPadding(rule.on(model.signature(), model.dimensionNames()));
  }

  private void warmUp(LoadedModel model) {
    WarmupRun run = new WarmupRun(spec.id(), model, config.maxBatchSize() > 0, files.directory());
    for (Warmup warmup : config.warmups()) {
      run.run(withoutControls(warmup));
    }
  }

  /** Triton's warm-ups may have what the server gives the model here. */
  private Warmup withoutControls(Warmup warmup) {
    SequenceBatching batching = config.sequences();
    if (batching == null) {
      return warmup;
    }
    Map<String, Warmup.Input> inputs = new LinkedHashMap<>(warmup.inputs());
    if (inputs.keySet().removeAll(batching.inputs())) {
      log.warn(
          "model {}: the control inputs and states of warm-up '{}' have no effect: it is run as a"
              + " whole sequence",
          spec.id(),
          warmup.name());
    }
    return new Warmup(warmup.name(), warmup.batchSize(), warmup.count(), inputs);
  }
}
