// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.modelserver.repository.ModelRepository;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The models of services whose containers give them another name than the service's, by {@code
 * --model_name}. Such a name is known to the service only: it may well be that of another service,
 * so the model is in no namespace but in a repository of its own. Thread-safe.
 */
final class OwnNames {
  /**
   * A model as requests for its service find it.
   *
   * @param repository with all versions of the name that the service has
   */
  record Named(ModelRepository repository, String name) {}

  /** Stays, as a namespace does: whoever has its repository finds what is loaded into it later. */
  private static final class Service {
    final ModelRepository repository;
    final Map<String, String> namesByVersion = new HashMap<>();

    Service(ModelRepository repository) {
      this.repository = repository;
    }
  }

  private final Function<ObjectKey, ModelRepository> repositories;
  private final Map<ObjectKey, Service> services = new HashMap<>();

  /**
   * @param repositories makes one for a service
   */
  OwnNames(Function<ObjectKey, ModelRepository> repositories) {
    this.repositories = repositories;
  }

  /** Where a version of a service's model is to be loaded, under this name. */
  synchronized ModelRepository opened(ObjectKey service, String version, String name) {
    Service own = services.computeIfAbsent(service, key -> new Service(repositories.apply(key)));
    own.namesByVersion.put(version, name);
    return own.repository;
  }

  /** The version is unloaded, or was never loaded. */
  synchronized void closed(ObjectKey service, String version) {
    Service own = services.get(service);
    if (own != null) {
      own.namesByVersion.remove(version);
    }
  }

  /** Null if the version has the service's name, or is not there. */
  synchronized @Nullable Named model(ObjectKey service, String version) {
    Service own = services.get(service);
    String name = own == null ? null : own.namesByVersion.get(version);
    return own == null || name == null ? null : new Named(own.repository, name);
  }
}
