// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.apply.FieldConflict.Conflicts;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a change of an object does to who owns which fields. */
final class OwnershipChange {
  private final String apiVersion;
  private final TypeDescription type;
  private final ObjectVersions versions;
  private final IgnoredFields ignored;

  OwnershipChange(
      String apiVersion, TypeDescription type, ObjectVersions versions, IgnoredFields ignored) {
    this.apiVersion = apiVersion;
    this.type = type;
    this.versions = versions;
    this.ignored = ignored;
  }

  /** The fields that an update changed; others lose them, and those that are gone. */
  FieldSet update(Ownership ownership, JsonNode before, JsonNode after) {
    reconcile(ownership);
    Comparison comparison = compared(type, before, after);
    try {
      takeFromOthers(ownership, null, before, after, true);
    } catch (Conflicts e) {
      throw new IllegalStateException("an update that was refused", e);
    }
    return ignored.without(comparison.changedOrAdded());
  }

  /**
   * Merges what an owner applies. The owner then owns what it said and nothing else; what it no
   * longer says and nobody else owns goes away.
   *
   * @return the new object; null if nothing changed in it
   */
  @Nullable JsonNode apply(
      Ownership ownership, FieldOwner owner, ObjectNode live, ObjectNode applied, boolean force)
      throws Conflicts {
    reconcile(ownership);
    JsonNode merged = TypedMerge.merge(type, live, applied);
    if (merged == null) {
      throw new IllegalStateException("a merge that left nothing");
    }
    OwnedFields last = ownership.owners().get(owner);
    FieldSet fields = ignored.without(FieldsOf.document(type, applied));
    ownership
        .owners()
        .put(owner, new OwnedFields(fields, apiVersion, last == null ? null : last.time()));
    if (last != null && !last.fields().isEmpty()) {
      merged = new Pruning(ownership, versions, last).prune(merged);
    }
    takeFromOthers(ownership, owner, live, merged, force);
    return JsonEquality.same(live, merged) ? null : merged;
  }

  private void reconcile(Ownership ownership) {
    ownership
        .owners()
        .entrySet()
        .removeIf(owner -> {
          TypeDescription version = versions.of(owner.getValue().apiVersion());
          if (version != null) {
            FieldSet fields = owner.getValue().fields();
            owner.setValue(owner.getValue().with(TypedSets.reconciled(fields, version)));
          }
          return version == null;
        });
  }

  private Comparison compared(TypeDescription version, JsonNode before, JsonNode after) {
    return Comparison.of(version, before, after).filtered(ignored::without);
  }

  private void takeFromOthers(
      Ownership ownership,
      @Nullable FieldOwner self,
      JsonNode before,
      JsonNode after,
      boolean force)
      throws Conflicts {
    Map<String, Comparison> comparisons = new HashMap<>();
    Map<FieldOwner, FieldSet> rest = new TreeMap<>();
    List<FieldConflict> conflicts = new ArrayList<>();
    for (Map.Entry<FieldOwner, OwnedFields> each : ownership.owners().entrySet()) {
      if (self != null && each.getKey().compareTo(self) == 0) {
        continue;
      }
      OwnedFields owned = each.getValue();
      Comparison comparison = comparisons.get(owned.apiVersion());
      if (comparison == null) {
        comparison = compared(typeOf(owned.apiVersion()), before, after);
        comparisons.put(owned.apiVersion(), comparison);
      }
      FieldSet taken = owned.fields().intersection(comparison.changedOrAdded());
      for (List<PathElement> path : taken.paths()) {
        conflicts.add(new FieldConflict(each.getKey(), path));
      }
      rest.put(each.getKey(), owned.fields().minus(taken).minus(comparison.removed()));
    }
    if (!force && !conflicts.isEmpty()) {
      throw new Conflicts(conflicts);
    }
    rest.forEach((owner, set) -> ownership.owners().computeIfPresent(owner, (_, o) -> o.with(set)));
    ownership.owners().values().removeIf(owned -> owned.fields().isEmpty());
  }

  private TypeDescription typeOf(String version) {
    TypeDescription known = versions.of(version);
    return known == null ? type : known;
  }

  /** Whether a document is of the type, but for elements of lists that are the same. */
  boolean fits(JsonNode document) {
    return TypeCheck.of(type, document, true).isEmpty();
  }

  /** Refuses a document that is not of the type. */
  void check(JsonNode document, boolean duplicates, String what) {
    TypeErrors errors = TypeCheck.of(type, document, duplicates);
    if (!errors.isEmpty()) {
      throw refusal(document, what, errors);
    }
  }

  private static ApiException refusal(JsonNode document, String what, TypeErrors errors) {
    JsonNode metadata = document.path("metadata");
    String apiVersion = document.path("apiVersion").asText("");
    String namespace = metadata.path("namespace").asText("");
    String group = apiVersion.contains("/") ? apiVersion : '/' + apiVersion;
    return ApiErrors.unknown(
        what
            + " ("
            + namespace
            + '/'
            + metadata.path("name").asText("")
            + "; "
            + group
            + ", Kind="
            + document.path("kind").asText("")
            + "): "
            + errors.message());
  }
}
