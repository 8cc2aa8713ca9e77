// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.apply.FieldConflict.Conflicts;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} of the objects of one kind and version, for requests to the
 * object or to one of its subresources. Immutable; documents that are given are not changed, and
 * those that are returned share parts with them: copy before changing any.
 */
public final class ManagedFields {
  private static final FieldSet NEVER_OWNED =
      FieldSet.of(
          List.of(
              path("apiVersion"),
              path("kind"),
              path("metadata"),
              path("metadata", "name"),
              path("metadata", "namespace"),
              path("metadata", "creationTimestamp"),
              path("metadata", "selfLink"),
              path("metadata", "uid"),
              path("metadata", "clusterName"),
              path("metadata", "generation"),
              path("metadata", "managedFields"),
              path("metadata", "resourceVersion")));
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final String KUBECTL = "kubectl";

  private final String apiVersion;
  private final String kind;
  private final String subresource;
  private final OwnershipChange change;
  private final TypeDescription type;

  /**
   * @param apiVersion the version of the documents, one of the versions
   * @param kind their kind
   * @param versions all versions of the kind
   * @param subresource the subresource, or empty
   * @param ignored what requests cannot change
   */
  public ManagedFields(
      String apiVersion,
      String kind,
      ObjectVersions versions,
      String subresource,
      IgnoredFields ignored) {
    TypeDescription own = versions.of(apiVersion);
    if (own == null) {
      throw new IllegalArgumentException(kind + " has no version " + apiVersion);
    }
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.subresource = subresource;
    this.type = own;
    this.change = new OwnershipChange(apiVersion, own, versions, ignored);
  }

  private static List<PathElement> path(String... names) {
    return List.<PathElement>copyOf(List.of(names).stream().map(PathElement.Name::new).toList());
  }

  /**
   * The document of a create, update or patch with its owners brought up to date.
   *
   * @param live what is stored; null for a create
   * @param updated what is to be stored
   * @param manager the field manager of the request; may be empty
   */
  public ObjectNode update(
      @Nullable ObjectNode live, ObjectNode updated, String manager, Instant now) {
    ObjectNode old = live == null ? empty() : live;
    Ownership ownership = ownershipFor(old, updated);
    ObjectNode after = ManagedFieldsMeta.without(updated);
    if (ownership.isEmpty() && live != null) {
      return after;
    }
    ObjectNode before = ManagedFieldsMeta.without(old);
    if (!change.fits(before) || !change.fits(after)) {
      // Whose fields these are cannot be said; the write itself is not to fail for that.
      return after;
    }
    recordUpdate(ownership, before, after, manager, now);
    UpdaterLimit.enforce(ownership);
    return ManagedFieldsMeta.with(after, ownership.print());
  }

  private Ownership ownershipFor(ObjectNode live, ObjectNode updated) {
    JsonNode given = ManagedFieldsMeta.of(updated);
    if (subresource.isEmpty()) {
      if (ManagedFieldsMeta.isReset(given)) {
        return new Ownership();
      }
      Ownership ownership = parseOrEmpty(given);
      if (!ownership.isEmpty()) {
        return ownership;
      }
    }
    return parseOrEmpty(ManagedFieldsMeta.of(live));
  }

  /** Entries that nobody can read are as good as none. */
  private static Ownership parseOrEmpty(@Nullable JsonNode entries) {
    try {
      return Ownership.parse(entries);
    } catch (IllegalArgumentException _) {
      return new Ownership();
    }
  }

  private void recordUpdate(
      Ownership ownership, ObjectNode before, ObjectNode after, String manager, Instant now) {
    FieldSet changed = change.update(ownership, before, after).minus(NEVER_OWNED);
    if (!changed.isEmpty()) {
      FieldOwner owner = FieldOwner.updater(manager, apiVersion, subresource);
      OwnedFields previous = ownership.owners().get(owner);
      FieldSet all = previous == null ? changed : previous.fields().union(changed);
      ownership.owners().put(owner, new OwnedFields(all, apiVersion, now));
    }
  }

  /**
   * The document that results from applying another to it.
   *
   * @param live what is stored; null if the apply creates the object
   * @param applied what its owner wants of it
   * @param force whether the owner takes over fields that others own
   * @throws io.slipway.controlplane.apiserver.meta.ApiException if the document is refused, or
   *     others own fields that it would change
   */
  public ObjectNode apply(
      @Nullable ObjectNode live, ObjectNode applied, String manager, boolean force, Instant now) {
    checkApplied(applied);
    ObjectNode old = live == null ? empty() : live;
    Ownership ownership = parseStored(old);
    ObjectNode before = ManagedFieldsMeta.without(old);
    change.check(applied, false, "failed to create typed patch object");
    change.check(before, true, "failed to create typed live object");
    if (ownership.isEmpty()) {
      recordUpdate(ownership, empty(), before, BEFORE_FIRST_APPLY, now);
    }
    FieldOwner owner = FieldOwner.applier(manager, subresource);
    JsonNode merged = merge(ownership, owner, before, applied, force);
    ObjectNode result = merged == null ? before : (ObjectNode) merged;
    if (merged != null) {
      ownership.owners().computeIfPresent(owner, (_, owned) -> owned.at(now));
    }
    if (manager.equals(KUBECTL)) {
      result = LastApplied.updated(result, applied);
    }
    return ManagedFieldsMeta.with(result, ownership.print());
  }

  private void checkApplied(ObjectNode applied) {
    String version = applied.path("apiVersion").asText("");
    if (!version.equals(apiVersion) || !applied.path("kind").asText("").equals(kind)) {
      String group = version.contains("/") ? version : '/' + version;
      throw ApiErrors.badRequest(
          "invalid object type: " + group + ", Kind=" + applied.path("kind").asText(""));
    }
    JsonNode given = ManagedFieldsMeta.of(applied);
    if (given != null && !given.isNull()) {
      throw ApiErrors.badRequest("metadata.managedFields must be nil");
    }
  }

  private static Ownership parseStored(ObjectNode live) {
    try {
      return Ownership.parse(ManagedFieldsMeta.of(live));
    } catch (IllegalArgumentException e) {
      throw ApiErrors.unknown("failed to decode managed fields: " + e.getMessage());
    }
  }

  private @Nullable JsonNode merge(
      Ownership ownership, FieldOwner owner, ObjectNode live, ObjectNode applied, boolean force) {
    Ownership untouched = ownership.copy();
    try {
      return mergeAndStrip(ownership, owner, live, applied, force);
    } catch (Conflicts e) {
      List<FieldConflict> conflicts = e.conflicts();
      FieldSet allowed =
          owner.name().equals(KUBECTL) ? LastApplied.fields(type, apiVersion, live) : null;
      if (allowed != null) {
        conflicts = conflicts.stream().filter(each -> !allowed.has(each.path())).toList();
      }
      if (!conflicts.isEmpty()) {
        throw FieldConflict.refusal(conflicts);
      }
    }
    ownership.owners().clear();
    ownership.owners().putAll(untouched.owners());
    try {
      return mergeAndStrip(ownership, owner, live, applied, true);
    } catch (Conflicts e) {
      throw new IllegalStateException("a forced apply that was refused", e);
    }
  }

  private @Nullable JsonNode mergeAndStrip(
      Ownership ownership, FieldOwner owner, ObjectNode live, ObjectNode applied, boolean force)
      throws Conflicts {
    JsonNode merged = change.apply(ownership, owner, live, applied, force);
    OwnedFields own = ownership.owners().get(owner);
    if (own != null) {
      FieldSet fields = own.fields().minus(NEVER_OWNED);
      if (fields.isEmpty()) {
        ownership.owners().remove(owner);
      } else {
        ownership.owners().put(owner, own.with(fields));
      }
    }
    return merged;
  }

  private ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
  }

  /** The entries of a stored object, for those who hand them on. */
  public static @Nullable ArrayNode entries(ObjectNode object) {
    return ManagedFieldsMeta.of(object) instanceof ArrayNode array ? array : null;
  }
}
