// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.config.ModelConfig;
import io.slipway.modelserver.config.ServedSignature;
import io.slipway.modelserver.config.Warmup;
import io.slipway.modelserver.execution.Admission;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.execution.PriorityLevels;
import io.slipway.modelserver.execution.WarmupRun;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.TritonNames.Translation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model that has a configuration, as that says. */
final class ConfiguredLoad {
  private static final Logger log = LoggerFactory.getLogger(ConfiguredLoad.class);

  private final ModelSpec spec;
  private final ModelFiles files;
  private final ModelConfig config;

  ConfiguredLoad(ModelSpec spec, ModelFiles files, ModelConfig config) {
    this.spec = spec;
    this.files = files;
    this.config = config;
  }

  ModelLoader.Loaded load(ModelLoader loader, Engines engines) {
    Engines.Match match = match(engines);
    Translation translation = match.engine().tritonNames().translate(config.engineParameters());
    report(translation);
    Map<String, String> settings = new HashMap<>(translation.settings());
    settings.putAll(spec.settings());
    ExecutionConfig execution = execution();
    LoadedModel opened = loader.open(spec, match, settings, execution);
    boolean good = false;
    try {
      LoadedModel model = configured(opened);
      warmUp(model);
      good = true;
      return new ModelLoader.Loaded(
          model, match.engine().name(), match.file(), files, execution, admission());
    } finally {
      if (!good) {
        opened.close();
      }
    }
  }

  private LoadedModel configured(LoadedModel model) {
    ServedSignature served = ServedSignature.of(model.signature(), config);
    return served.isIdentity(model.signature()) ? model : new ConfiguredModel(model, served);
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
    for (String ignored : config.ignored()) {
      log.warn("model {}: {}", spec.id(), ignored);
    }
    for (String unknown : translation.unknown()) {
      log.warn(
          "model {}: parameters['{}'] has no effect: it is kept, and the engine does not know it",
          spec.id(),
          unknown);
    }
  }

  private ExecutionConfig execution() {
    ExecutionConfig defaults = spec.execution();
    int workers = config.instances() == 0 ? defaults.workers() : config.instances();
    int threads = defaults.workers() * defaults.threadsPerWorker() / workers;
    int queue = config.queue().maxSize() == 0 ? defaults.queueCapacity() : config.queue().maxSize();
    return new ExecutionConfig(
        workers,
        Math.max(1, threads),
        queue,
        new PriorityLevels(config.queue().levels(), config.queue().defaultLevel()),
        defaults.drainTimeout());
  }

  private Admission admission() {
    return new Admission(
        config.maxBatchSize(), Duration.of(config.queue().timeoutMicros(), ChronoUnit.MICROS));
  }

  private void warmUp(LoadedModel model) {
    WarmupRun run = new WarmupRun(spec.id(), model, config.maxBatchSize() > 0, files.directory());
    for (Warmup warmup : config.warmups()) {
      run.run(warmup);
    }
  }
}
