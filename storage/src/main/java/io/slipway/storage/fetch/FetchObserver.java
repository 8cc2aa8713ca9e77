// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.fetch;

/** Hears how a long fetch goes. Called on the fetching thread; must not block. */
@FunctionalInterface
public interface FetchObserver {
  FetchObserver NONE = (_, _, _) -> {};

  /**
   * Some more of it is here: at most once per few MB, and at the end.
   *
   * @param uri as it may be shown: without what may be a secret
   * @param bytes how many so far
   * @param totalBytes -1 if the server did not say
   */
  void progress(String uri, long bytes, long totalBytes);
}
