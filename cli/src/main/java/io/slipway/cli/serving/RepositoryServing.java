// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.serving.Serving.Loaded;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.modelserver.repository.ModelControl;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.RepositoryConfig;
import io.slipway.modelserver.repository.RepositoryControl;
import io.slipway.modelserver.repository.RepositoryPoller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model repositories of a process: what is loaded at the start, and following them. */
final class RepositoryServing implements AutoCloseable {
  private final RepositoryConfig config;
  private final RepositoryControl control;
  private @Nullable RepositoryPoller poller;

  RepositoryServing(ModelRepository models, RepositoryConfig config) {
    this.config = config;
    this.control = new RepositoryControl(models, config);
  }

  ModelControl control() {
    return control;
  }

  /**
   * @throws CommandFailure if a repository is not there
   */
  List<String> atStart() {
    try {
      return control.atStart();
    } catch (ServingException e) {
      throw new CommandFailure(e.getMessage(), 1, e);
    }
  }

  /** Blocks until the model is loaded or has failed. */
  Loaded load(String name) {
    List<ModelStatus> versions;
    try {
      versions = control.bringUp(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    ModelStatus status =
        versions.stream().filter(ModelStatus::ready).findFirst().orElse(versions.getFirst());
    return new Loaded(new ServiceName(DeployContract.DEFAULT_NAMESPACE, name), status);
  }

  /** From now on changes are followed, if that is wanted. */
  void follow() {
    if (config.mode() == RepositoryConfig.Mode.POLL) {
      poller = RepositoryPoller.start(control, config.pollInterval());
    }
  }

  @Override
  public void close() {
    if (poller != null) {
      poller.close();
    }
  }
}
