// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where models come and go in the servers of services, which serve several. Thread-safe; does not
 * block.
 */
public interface ModelHost {
  /**
   * A model of a service.
   *
   * @param version another one whenever {@code storageUri} is another
   */
  record Source(String name, String version, String storageUri) {
    public Source {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(storageUri, "storageUri");
    }
  }

  /** How far a model is. */
  enum State {
    /** It waits for its server, or is fetched or loaded. */
    LOADING,
    READY,
    FAILED
  }

  /**
   * @param reason why it has failed, or what it waits for; empty if there is nothing to say
   */
  record Progress(State state, String reason) {
    public Progress {
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Has these models of a service loaded as soon as its server is there, and others unloaded. */
  void serve(ObjectKey service, List<Source> models);

  /**
   * Services that have models now, which {@link #serve} tells; others have none until it does. What
   * the server of a service has from before stays until one of the two has told.
   */
  void othersHaveNone(Set<ObjectKey> withModels);

  /** What has become of a model that is to be served. */
  Progress progress(ObjectKey service, Source model);
}
