// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.token.ServiceAccountTokens.Named;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Stored;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Pods, Secrets and Nodes that tokens of service accounts are bound to. */
final class BoundObjects {
  /** What is being deleted is taken for gone so long after its time. */
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  private static final Pattern NAME = Pattern.compile("[-.a-z0-9]{1,253}");
  private static final String EXTRA = "authentication.kubernetes.io/";

  private final ObjectStore store;

  BoundObjects(ObjectStore store) {
    this.store = store;
  }

  /**
   * What the token of an account is to name: what it is to be bound to, and the node of a Pod.
   *
   * @param reference as a {@code TokenRequest} has it; missing for nothing
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if it is not there, is another one
   *     than is meant, or cannot be bound to
   */
  List<Named> named(String namespace, String account, JsonNode reference) {
    if (!reference.isObject()) {
      return List.of();
    }
    String apiVersion = reference.path("apiVersion").asText("");
    String kind = reference.path("kind").asText("");
    boolean core = apiVersion.indexOf('/') < 0;
    return switch (core ? kind : "") {
      case "Pod" -> pod(namespace, account, reference);
      case "Secret" -> List.of(named(Named.Kind.SECRET, namespace, reference));
      case "Node" -> List.of(named(Named.Kind.NODE, namespace, reference));
      default ->
          throw ApiErrors.badRequest(
              "cannot bind token to object of type %s, Kind=%s"
                  .formatted(core ? "/" + apiVersion : apiVersion, kind));
    };
  }

  private List<Named> pod(String namespace, String account, JsonNode reference) {
    String name = reference.path("name").asText("");
    JsonNode spec = ObjectBytes.read(found(Named.Kind.POD, namespace, name)).path("spec");
    if (!spec.path("serviceAccountName").asText("").equals(account)) {
      throw ApiErrors.badRequest(
          "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name."
              .formatted(account));
    }
    List<Named> all = new ArrayList<>();
    all.add(named(Named.Kind.POD, namespace, reference));
    String node = spec.path("nodeName").asText("");
    if (!node.isEmpty()) {
      String uid = stored(Named.Kind.NODE, namespace, node).map(Stored::uid).orElse("");
      all.add(new Named(Named.Kind.NODE, node, uid));
    }
    return all;
  }

  private Named named(Named.Kind kind, String namespace, JsonNode reference) {
    String name = reference.path("name").asText("");
    String uid = found(kind, namespace, name).uid();
    String meant = reference.path("uid").asText("");
    if (!meant.isEmpty() && !meant.equals(uid)) {
      throw ApiErrors.conflict(
          new GroupResource("", reference.path("kind").asText()),
          name,
          "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
              .formatted(meant));
    }
    return new Named(kind, name, uid);
  }

  private Stored found(Named.Kind kind, String namespace, String name) {
    return stored(kind, namespace, name)
        .orElseThrow(() -> ApiErrors.notFound(new GroupResource("", resource(kind)), name));
  }

  private Optional<Stored> stored(Named.Kind kind, String namespace, String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String within = kind == Named.Kind.NODE ? "" : namespace;
    return store.get(new Key(resource(kind), within, name));
  }

  private static String resource(Named.Kind kind) {
    return switch (kind) {
      case POD -> "pods";
      case SECRET -> "secrets";
      case NODE -> "nodes";
    };
  }

  /**
   * Whether what a token is bound to is there still; true if it is bound to nothing.
   *
   * @param named as the token has them: the first is what it is bound to
   */
  boolean isThere(String namespace, List<Named> named, Instant now) {
    if (named.isEmpty()) {
      return true;
    }
    Named bound = named.getFirst();
    Stored there = stored(bound.kind(), namespace, bound.name()).orElse(null);
    return there != null && there.uid().equals(bound.uid()) && !isOver(there, now);
  }

  private static boolean isOver(Stored object, Instant now) {
    String deleted = ObjectBytes.read(object).path("metadata").path("deletionTimestamp").asText("");
    try {
      return !deleted.isEmpty() && Instant.parse(deleted).isBefore(now.minus(LEEWAY));
    } catch (DateTimeException e) {
      throw new IllegalStateException(object.key() + ": metadata.deletionTimestamp is no time", e);
    }
  }

  /** What is said of a user by what the token names; may be added to. */
  static Map<String, List<String>> extra(List<Named> named) {
    Map<String, List<String>> extra = new HashMap<>();
    for (Named each : named) {
      switch (each.kind()) {
        case POD -> put(extra, "pod", each);
        case NODE -> put(extra, "node", each);
        case SECRET -> {}
      }
    }
    return extra;
  }

  private static void put(Map<String, List<String>> extra, String prefix, Named named) {
    extra.put(EXTRA + prefix + "-name", List.of(named.name()));
    if (!named.uid().isEmpty()) {
      extra.put(EXTRA + prefix + "-uid", List.of(named.uid()));
    }
  }
}
