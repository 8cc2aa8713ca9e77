// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients may ask of a model repository and do with it. Thread-safe. */
public interface ModelControl {
  /**
   * What there is, loaded or not; reads directories and may block.
   *
   * @param repository null for all
   * @param readyOnly true for what answers predictions now
   * @throws ServingException NOT_FOUND if there is no such repository
   */
  List<IndexEntry> index(@Nullable String repository, boolean readyOnly);

  /** Whether clients load and unload models here; else {@link #load} and {@link #unload} refuse. */
  boolean clientsMayLoad();

  /**
   * Loads a model, or loads it anew if what it is made of has changed. Blocks until it is ready.
   * What was loaded before answers until then, and goes on if the new one fails.
   *
   * @param repository null for any
   * @throws ServingException if the model can't be loaded, or not by clients
   */
  void load(@Nullable String repository, String model, LoadRequest request)
      throws InterruptedException;

  /**
   * Unloads a model. Blocks until its requests under way have ended and its memory is returned.
   *
   * @param repository null for any
   * @param dependents whether models that depend on it are to go too
   * @throws ServingException NOT_FOUND if there is no such model, or if models are not unloaded by
   *     clients
   */
  void unload(@Nullable String repository, String model, boolean dependents)
      throws InterruptedException;

  /**
   * The whole configuration of a version that is ready; does not block.
   *
   * @param version null for the one that answers requests which name none
   * @throws ServingException NOT_FOUND, or UNAVAILABLE if it does not answer now
   */
  ConfigMessage config(String model, @Nullable String version);
}
