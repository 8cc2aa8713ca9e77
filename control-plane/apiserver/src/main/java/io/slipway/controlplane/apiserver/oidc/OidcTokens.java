// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.token.Authenticator;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ID tokens of one issuer. Any thread may ask; one that asks first, blocks for the network. */
public final class OidcTokens implements Authenticator {
  private static final Logger log = LoggerFactory.getLogger(OidcTokens.class);
  private static final long TOLD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final OidcConfig config;
  private final TokenRules rules;
  private final KnownKeys keys;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final AtomicLong toldAt;

  OidcTokens(OidcConfig config, KeySource source, InstantSource clock, LongSupplier nanoTime) {
    this.config = config;
    this.rules = new TokenRules(config);
    this.keys = new KnownKeys(source, nanoTime);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.toldAt = new AtomicLong(nanoTime.getAsLong() - TOLD_EVERY_NANOS);
  }

  /**
   * Asks the issuer for nothing yet.
   *
   * @param nanoTime monotonic
   * @throws IOException if the file with the authorities cannot be used
   */
  public static OidcTokens open(OidcConfig config, InstantSource clock, LongSupplier nanoTime)
      throws IOException {
    return new OidcTokens(config, Provider.of(config), clock, nanoTime);
  }

  @Override
  public @Nullable UserInfo user(String token) {
    IdToken read = IdToken.read(token);
    if (read == null || !read.issuer().equals(config.issuer())) {
      return null;
    }
    return switch (verdict(read)) {
      case Verdict.Known known -> known.user();
      case Verdict.Refused refused -> {
        tell(refused.why());
        yield null;
      }
    };
  }

  /** Its claims are looked at first: for one that is over, nobody has to be asked. */
  private Verdict verdict(IdToken token) {
    SigningAlgorithm algorithm = algorithm(token.algorithm());
    if (algorithm == null) {
      return new Verdict.Refused(
          "alg: '%s' (expected: one of %s)".formatted(token.algorithm(), config.algorithms()));
    }
    Verdict verdict = rules.judge(token.claims(), clock.instant());
    if (verdict instanceof Verdict.Known && !isSigned(token, algorithm)) {
      return new Verdict.Refused("no key of the issuer has signed it");
    }
    return verdict;
  }

  private @Nullable SigningAlgorithm algorithm(String name) {
    for (SigningAlgorithm each : config.algorithms()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  private boolean isSigned(IdToken token, SigningAlgorithm algorithm) {
    JsonWebKeys known = keys.known();
    if (known.haveSigned(token, algorithm)) {
      return true;
    }
    try {
      JsonWebKeys now = keys.newerThan(known);
      return !now.equals(known) && now.haveSigned(token, algorithm);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Now and then: anybody can make tokens that are refused. */
  private void tell(String why) {
    long now = nanoTime.getAsLong();
    long before = toldAt.get();
    if (now - before >= TOLD_EVERY_NANOS && toldAt.compareAndSet(before, now)) {
      log.info("an ID token of {} is refused: {}", config.issuer(), why);
    } else {
      log.debug("an ID token of {} is refused: {}", config.issuer(), why);
    }
  }
}
