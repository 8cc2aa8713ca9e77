// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.modelserver.access.Refusal.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one client or one service has used of its limits. Safe for use by any thread. */
public final class Quota {
  /** Whose limits they are. */
  public enum Of {
    CLIENT(Reason.CLIENT_RATE, Reason.CLIENT_CONCURRENCY, Reason.CLIENT_BYTES),
    SERVICE(Reason.SERVICE_RATE, Reason.SERVICE_CONCURRENCY, Reason.SERVICE_BYTES);

    private final Reason rate;
    private final Reason concurrency;
    private final Reason bytes;

    Of(Reason rate, Reason concurrency, Reason bytes) {
      this.rate = rate;
      this.concurrency = concurrency;
      this.bytes = bytes;
    }
  }

  /** Until one of the requests under way ends; nobody knows when. */
  private static final long CONCURRENCY_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Of of;
  private final String owner;
  private final Limits limits;
  private final @Nullable RateLimit rate;
  private final AtomicInteger running;

  /**
   * @param owner for messages: {@code client 'alice'}
   * @param now on the monotonic clock, as in all methods
   */
  Quota(Of of, String owner, Limits limits, long now) {
    this(of, owner, limits, rate(limits, now), new AtomicInteger());
  }

  private Quota(
      Of of, String owner, Limits limits, @Nullable RateLimit rate, AtomicInteger running) {
    this.of = of;
    this.owner = owner;
    this.limits = limits;
    this.rate = rate;
    this.running = running;
  }

  private static @Nullable RateLimit rate(Limits limits, long now) {
    return limits.rate() > 0 ? new RateLimit(limits.rate(), limits.burst(), now) : null;
  }

  /**
   * The same with other limits. Requests under way count in both, whichever they tell of their end;
   * a rate that stays goes on as it is.
   */
  Quota with(Limits changed, long now) {
    if (changed.equals(limits)) {
      return this;
    }
    boolean sameRate = changed.rate() == limits.rate() && changed.burst() == limits.burst();
    return new Quota(of, owner, changed, sameRate ? rate : rate(changed, now), running);
  }

  Limits limits() {
    return limits;
  }

  /** Why a request would not be let in now, null if it would. Uses nothing up. */
  public @Nullable Refusal look(long now) {
    if (limits.concurrent() > 0 && running.get() >= limits.concurrent()) {
      return tooMany();
    }
    long wait = rate == null ? 0 : rate.waitNanos(now);
    return wait == 0 ? null : tooFast(wait);
  }

  /** Lets a request in, whose end is told by {@link #leave}; else why not. */
  public @Nullable Refusal enter(long now) {
    if (running.incrementAndGet() > limits.concurrent() && limits.concurrent() > 0) {
      running.decrementAndGet();
      return tooMany();
    }
    Refusal refusal = count(now);
    if (refusal != null) {
      running.decrementAndGet();
    }
    return refusal;
  }

  /** As {@link #enter}, for a request that is over at once. */
  public @Nullable Refusal count(long now) {
    long wait = rate == null ? 0 : rate.take(now);
    return wait == 0 ? null : tooFast(wait);
  }

  public void leave() {
    running.decrementAndGet();
  }

  /** Why a request of this size is not let in, null if it is. */
  public @Nullable Refusal size(long bytes) {
    return limits.bytes() == 0 || bytes <= limits.bytes()
        ? null
        : Refusal.of(
            of.bytes,
            "the request has %d bytes (limit of %s: %d)".formatted(bytes, owner, limits.bytes()));
  }

  private Refusal tooMany() {
    return new Refusal(
        of.concurrency,
        "%s has %d requests under way, its limit; try again later"
            .formatted(owner, limits.concurrent()),
        CONCURRENCY_RETRY_NANOS);
  }

  private Refusal tooFast(long waitNanos) {
    return new Refusal(
        of.rate,
        "%s is over its limit of %s requests per second; try again in %d ms"
            .formatted(
                owner,
                Double.toString(limits.rate()).replaceFirst("\\.0$", ""),
                Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos))),
        waitNanos);
  }
}
