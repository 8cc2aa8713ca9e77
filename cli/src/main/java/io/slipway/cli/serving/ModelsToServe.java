// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.modelserver.repository.RepositoryConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a process serves.
 *
 * @param services services, each with one model
 * @param repository the model repositories of the default namespace; null if there are none
 * @param fixed what clients are told who load or unload a model where that is not for them
 * @param strictReadiness whether the server is ready only while all its models are
 * @param giveUp when the process ends because of models that could not be loaded
 */
public record ModelsToServe(
    List<ServiceToServe> services,
    @Nullable RepositoryConfig repository,
    String fixed,
    boolean strictReadiness,
    GiveUp giveUp) {
  /** When models that can't be loaded are reason to end. */
  public enum GiveUp {
    NEVER,
    /** If not one could be loaded. */
    WITHOUT_ANY,
    /** If one could not be loaded. */
    WITHOUT_ALL
  }

  public ModelsToServe {
    services = List.copyOf(services);
    Objects.requireNonNull(fixed, "fixed");
    Objects.requireNonNull(giveUp, "giveUp");
  }
}
