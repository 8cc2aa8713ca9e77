// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.Map;
import java.util.TreeMap;

/**
 * The removal of what an owner applied the last time and does not apply any more, but for what
 * others own.
 */
final class Pruning {
  private final Ownership ownership;
  private final ObjectVersions versions;
  private final OwnedFields last;

  Pruning(Ownership ownership, ObjectVersions versions, OwnedFields last) {
    this.ownership = ownership;
    this.versions = versions;
    this.last = last;
  }

  JsonNode prune(JsonNode merged) {
    TypeDescription type = versions.of(last.apiVersion());
    if (type == null) {
      return merged;
    }
    FieldSet before = TypedSets.withHolders(last.fields(), type);
    JsonNode pruned = Removal.remove(type, merged, before);
    pruned = withOwned(merged, pruned);
    FieldSet all = fields(type, merged);
    FieldSet gone = all.minus(fields(type, pruned)).intersection(before);
    return Removal.remove(type, merged, gone);
  }

  /** What others, or the owner itself by now, own comes back. */
  private JsonNode withOwned(JsonNode merged, JsonNode pruned) {
    TreeMap<String, FieldSet> owned = new TreeMap<>();
    for (OwnedFields each : ownership.owners().values()) {
      owned.merge(each.apiVersion(), each.fields(), FieldSet::union);
    }
    FieldSet sameVersion = owned.remove(last.apiVersion());
    JsonNode result = pruned;
    if (sameVersion != null) {
      result = withOwned(merged, result, last.apiVersion(), sameVersion);
    }
    for (Map.Entry<String, FieldSet> version : owned.entrySet()) {
      result = withOwned(merged, result, version.getKey(), version.getValue());
    }
    return result;
  }

  private JsonNode withOwned(JsonNode merged, JsonNode pruned, String version, FieldSet owned) {
    TypeDescription type = versions.of(version);
    if (type == null) {
      return pruned;
    }
    FieldSet kept = fields(type, pruned).union(TypedSets.withHolders(owned, type));
    return Removal.remove(type, merged, fields(type, merged).minus(kept));
  }

  private static FieldSet fields(TypeDescription type, JsonNode document) {
    return TypedSets.withHolders(FieldsOf.document(type, document), type);
  }
}
