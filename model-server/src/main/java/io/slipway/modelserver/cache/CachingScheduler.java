// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.cache;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceEndpoint.Cancellable;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.modelserver.execution.CacheCounts;
import io.slipway.modelserver.execution.ModelStatistics;
import io.slipway.modelserver.execution.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Before the scheduler of a model: answers what was answered before, and runs identical requests of
 * one moment once. All but the first of those wait for the first; its answer is theirs, and so is
 * its failure, unless that was its own (the caller went away, or did not wait so long): then the
 * next of them is run. Failures are not kept. Thread-safe.
 */
public final class CachingScheduler implements Scheduler {
  /** The digest of larger inputs is not made by the caller, who may be an event loop. */
  static final long MAX_BYTES_ON_CALLER = 64 << 10;

  private final ModelId id;
  private final Scheduler target;
  private final ResponseCache cache;
  private final long owner;
  private final int maxWaiting;
  private final LongSupplier nanoClock;
  private final LongSupplier epoch;
  private final CacheCounts counts = new CacheCounts();

  /** Requests that are run now, and who waits for them; guarded by this, as all that follows. */
  private final Map<CacheKey, Flight> flights = new HashMap<>();

  /** Calls that have not ended. */
  private int open;

  /** Those of them that wait for another one. */
  private int waiting;

  private boolean stopped;

  /** What becomes of a request. */
  sealed interface Fate {
    /** Owns its tensors. */
    record Hit(List<NamedTensor> outputs) implements Fate {}

    record Run(Flight flight) implements Fate {}

    record Refused(ServingException failure) implements Fate {}

    /** Another one is run for it. */
    record Shared() implements Fate {}
  }

  /**
   * Takes a scheduler over.
   *
   * @param maxWaiting how many requests may wait for identical ones
   * @param nanoClock the monotonic clock that times are on
   * @param epoch another number once answers may be others, though the model is the same; read
   *     before a request is run
   */
  public CachingScheduler(
      ModelId id,
      Scheduler target,
      ResponseCache cache,
      int maxWaiting,
      LongSupplier nanoClock,
      LongSupplier epoch) {
    this.epoch = epoch;
    this.id = id;
    this.target = target;
    this.cache = cache;
    this.owner = cache.newOwner();
    this.maxWaiting = maxWaiting;
    this.nanoClock = nanoClock;
    target.statistics().countCache(counts);
  }

  @Override
  public @Nullable Cancellable trySubmit(InferenceRequest request, InferenceCallback callback) {
    synchronized (this) {
      if (stopped) {
        return null;
      }
      open++;
    }
    CachedCall call = new CachedCall(this, request, callback);
    if (bytes(request) <= MAX_BYTES_ON_CALLER) {
      call.begin();
    } else {
      Thread.ofVirtual().name("cache-" + id.name()).start(call::begin);
    }
    return call;
  }

  private static long bytes(InferenceRequest request) {
    long bytes = 0;
    for (NamedTensor input : request.inputs()) {
      bytes += input.tensor().data().byteSize();
    }
    return bytes;
  }

  ModelId id() {
    return id;
  }

  Scheduler target() {
    return target;
  }

  CacheCounts counts() {
    return counts;
  }

  CacheKey key(InferenceRequest request) {
    return CacheKey.of(owner, epoch.getAsLong(), request);
  }

  long now() {
    return nanoClock.getAsLong();
  }

  /** Decides about a call that has its key. */
  synchronized Fate fate(CachedCall call, CacheKey key) {
    if (call.isCancelled()) {
      return new Fate.Refused(CachedCall.cancelled());
    }
    // Before the flights: an answer is kept first, then its flight ends.
    List<NamedTensor> kept = cache.get(key);
    if (kept != null) {
      return new Fate.Hit(kept);
    }
    Flight flight = flights.get(key);
    if (flight == null) {
      flight = new Flight(key);
      flights.put(key, flight);
      call.lead(flight);
      return new Fate.Run(flight);
    }
    if (waiting == maxWaiting) {
      return new Fate.Refused(
          new ServingException(
              ErrorCode.UNAVAILABLE,
              "model '%s' has %d requests waiting for identical ones, its limit; try again later"
                  .formatted(id, maxWaiting)));
    }
    waiting++;
    call.waitFor(flight);
    return new Fate.Shared();
  }

  /** The flight's run is over: keeps its outputs, if there are any, and takes those who waited. */
  List<CachedCall> land(Flight flight, @Nullable List<NamedTensor> outputs) {
    if (outputs != null) {
      long begun = now();
      cache.put(flight.key(), outputs);
      counts.kept(now() - begun);
    }
    synchronized (this) {
      flights.remove(flight.key());
      List<CachedCall> followers = flight.takeAll();
      waiting -= followers.size();
      return followers;
    }
  }

  /**
   * The request that was run for all is not run any more.
   *
   * @return the one to run now; null if there is none, or somebody else runs it
   */
  synchronized @Nullable CachedCall handOver(Flight flight) {
    CachedCall next = flight.next();
    if (next == null) {
      flights.remove(flight.key());
      return null;
    }
    waiting--;
    next.lead(flight);
    return flight.deferred(next) ? null : next;
  }

  /** Who cancels a call that waits ends it. */
  synchronized boolean leave(Flight flight, CachedCall call) {
    if (flight.remove(call)) {
      waiting--;
      return true;
    }
    return false;
  }

  /** So many calls have ended. */
  synchronized void ended(int calls) {
    open -= calls;
    if (open == 0) {
      notifyAll();
    }
  }

  @Override
  public ModelStatistics statistics() {
    return target.statistics();
  }

  @Override
  public int limit() {
    return target.limit();
  }

  @Override
  public int queueLength() {
    synchronized (this) {
      return target.queueLength() + waiting;
    }
  }

  /**
   * As {@link Scheduler#stop}. The model's own scheduler is stopped behind the calls, so that those
   * that wait for others are answered as well.
   */
  @Override
  public void stop(Duration timeout) throws InterruptedException {
    long begun = System.nanoTime();
    synchronized (this) {
      stopped = true;
      long left = timeout.toNanos();
      while (open > 0 && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = timeout.toNanos() - (System.nanoTime() - begun);
      }
    }
    target.stop(Duration.ofNanos(Math.max(0, timeout.toNanos() - (System.nanoTime() - begun))));
    cache.removeAll(owner);
  }
}
