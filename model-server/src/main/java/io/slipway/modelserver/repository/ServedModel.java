// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.Scheduler;
import io.slipway.runtimes.spi.LoadedModel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version and its state. The status is an immutable snapshot that readers take without a lock;
 * changes are made by one thread at a time, under this object's lock.
 */
final class ServedModel {
  private static final Logger log = LoggerFactory.getLogger(ServedModel.class);

  /** What a READY version runs on. */
  record Running(ModelLoader.Loaded loaded, Scheduler executor) {
    LoadedModel model() {
      return loaded.model();
    }
  }

  private final ModelSpec spec;
  private volatile ModelStatus status;
  private volatile @Nullable Running running;

  ServedModel(ModelSpec spec) {
    this.spec = spec;
    this.status = new ModelStatus(spec.id(), ModelState.PENDING, "", null);
  }

  ModelId id() {
    return spec.id();
  }

  ModelSpec spec() {
    return spec;
  }

  ModelStatus status() {
    return status;
  }

  /** Null unless the version is READY. */
  @Nullable Running running() {
    return running;
  }

  synchronized void loading() {
    become(ModelState.LOADING, "");
  }

  synchronized void ready(Running next, String how) {
    status = new ModelStatus(id(), status.state(), "", next.loaded().signature());
    running = next;
    become(ModelState.READY, how);
  }

  synchronized void failed(String reason) {
    become(ModelState.FAILED, reason);
  }

  /** What has to be stopped, or null if the version was not running. */
  synchronized @Nullable Running unloading() {
    Running stopping = running;
    if (stopping != null) {
      running = null;
      become(ModelState.UNLOADING, "");
    }
    return stopping;
  }

  synchronized void unloaded() {
    become(ModelState.UNLOADED, "");
  }

  private void become(ModelState next, String why) {
    ModelState previous = status.state();
    if (!previous.canBecome(next)) {
      throw new IllegalStateException("model " + id() + ": " + previous + " can't become " + next);
    }
    status = new ModelStatus(id(), next, next == ModelState.FAILED ? why : "", status.signature());
    if (next == ModelState.FAILED) {
      log.warn("model {}: {} -> {}: {}", id(), previous, next, why);
    } else {
      log.info("model {}: {} -> {}{}", id(), previous, next, why.isEmpty() ? "" : " (" + why + ")");
    }
  }

  @Override
  public String toString() {
    return Objects.toString(status);
  }
}
