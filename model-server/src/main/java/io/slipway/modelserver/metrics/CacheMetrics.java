// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.metrics;

import io.slipway.modelserver.cache.ResponseCache;

/** What the response cache has and has done. */
public final class CacheMetrics {
  private CacheMetrics() {}

  /** To be called before anything is counted. */
  public static void add(ServerMetrics metrics, ResponseCache cache) {
    metrics.gauge(
        "slipway.response.cache.bytes",
        "Bytes of cached answers, with what keeping them takes.",
        () -> cache.snapshot().bytes());
    metrics.gauge(
        "slipway.response.cache.entries",
        "Answers that are cached.",
        () -> cache.snapshot().entries());
    metrics.total(
        "slipway.response.cache.insertions",
        "Answers that were put into the cache.",
        () -> cache.snapshot().insertions());
    metrics.total(
        "slipway.response.cache.evictions",
        "Answers that went because the cache was full.",
        () -> cache.snapshot().evictions());
  }
}
