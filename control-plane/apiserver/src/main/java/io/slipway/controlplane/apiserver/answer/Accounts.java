// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.rbac.UserInfo;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens.Account;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens.Read;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Stored;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Service accounts: their tokens are good as long as the account is there that they were made for,
 * and the object that they are bound to.
 */
final class Accounts {
  private static final String RESOURCE = "serviceaccounts";
  private static final GroupKind REQUEST = new GroupKind("authentication.k8s.io", "TokenRequest");
  private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";
  private static final long SHORTEST_SECONDS = 600;
  private static final long LONGEST_SECONDS = 1L << 32;
  private static final long USUAL_SECONDS = 3600;

  private final ObjectStore store;
  private final BoundObjects bound;
  private final ServiceAccountTokens tokens;
  private final InstantSource clock;

  Accounts(ObjectStore store, ServiceAccountTokens tokens, InstantSource clock) {
    this.store = store;
    this.bound = new BoundObjects(store);
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Whom a token stands for, and for whom it is. */
  record Shown(UserInfo user, List<String> audiences) {}

  /**
   * Whom a token stands for; null if for nobody.
   *
   * @param audiences one of which it has to be for
   */
  @Nullable Shown shown(String token, List<String> audiences) {
    Read read = tokens.read(token, audiences, clock.instant());
    if (read == null) {
      return null;
    }
    Account account = read.account();
    Stored there = store.get(new Key(RESOURCE, account.namespace(), account.name())).orElse(null);
    if (there == null
        || !there.uid().equals(account.uid())
        || !bound.isThere(account.namespace(), read.named(), clock.instant())) {
      return null;
    }
    Map<String, List<String>> extra = BoundObjects.extra(read.named());
    extra.put(CREDENTIAL, List.of("JTI=" + read.id()));
    UserInfo user =
        UserInfo.serviceAccount(account.namespace(), account.name(), account.uid()).with(extra);
    return new Shown(user, read.audiences());
  }

  /** Answers {@code TokenRequest}: a token of an account. */
  ObjectNode issue(String namespace, String name, ObjectNode request) {
    Stored account =
        store
            .get(new Key(RESOURCE, namespace, name))
            .orElseThrow(() -> ApiErrors.notFound(new GroupResource("", RESOURCE), name));
    ObjectNode spec = request.withObjectProperty("spec");
    long seconds = spec.path("expirationSeconds").asLong(USUAL_SECONDS);
    if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
      FieldError error =
          FieldError.invalid(
              FieldPath.of("spec").child("expirationSeconds"),
              spec.path("expirationSeconds"),
              seconds < SHORTEST_SECONDS
                  ? "may not specify a duration less than 10 minutes"
                  : "may not specify a duration larger than 2^32 seconds");
      throw ApiErrors.invalid(REQUEST, "", List.of(error));
    }
    ServiceAccountTokens.Issued issued =
        tokens.issue(
            new Account(namespace, name, account.uid()),
            bound.named(namespace, name, spec.path("boundObjectRef")),
            texts(spec.path("audiences")),
            Duration.ofSeconds(seconds),
            clock.instant());
    spec.put("expirationSeconds", seconds);
    request.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    request
        .putObject("status")
        .put("token", issued.token())
        .put("expirationTimestamp", issued.end().truncatedTo(ChronoUnit.SECONDS).toString());
    return request;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
