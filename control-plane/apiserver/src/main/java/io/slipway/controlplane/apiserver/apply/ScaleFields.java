// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries owners' entries between an object and its scale, where one field of the object has
 * another path and another version.
 */
public final class ScaleFields {
  private static final String SCALE_VERSION = "autoscaling/v1";
  private static final List<PathElement> REPLICAS = path("spec.replicas");

  private final String apiVersion;
  private final Map<String, String> replicas;

  /**
   * @param apiVersion the version in which the object is scaled
   * @param replicas for each version of the object's kind where it keeps its replicas, a path of
   *     names with dots between; empty for a version that has no scale
   */
  public ScaleFields(String apiVersion, Map<String, String> replicas) {
    this.apiVersion = apiVersion;
    this.replicas = Map.copyOf(replicas);
  }

  private static List<PathElement> path(String text) {
    List<PathElement> path = new ArrayList<>();
    for (String name : text.split("\\.", -1)) {
      path.add(new PathElement.Name(name));
    }
    return path;
  }

  /** The entries of the object's scale: who owns the replicas; null if nobody does. */
  public @Nullable ArrayNode ofScale(@Nullable JsonNode entries) {
    Ownership scale = new Ownership();
    Ownership.parse(entries)
        .owners()
        .forEach((owner, owned) -> {
          String path = replicas.getOrDefault(owned.apiVersion(), "");
          if (!path.isEmpty() && owned.fields().has(path(path))) {
            FieldSet fields = FieldSet.of(List.of(REPLICAS));
            OwnedFields there = new OwnedFields(fields, SCALE_VERSION, owned.time());
            scale.owners().put(scaled(owner), there);
          }
        });
    return scale.print();
  }

  /** The same owner as an entry of the scale names it. */
  private static FieldOwner scaled(FieldOwner owner) {
    return owner.applied()
        ? owner
        : FieldOwner.updater(owner.name(), SCALE_VERSION, owner.subresource());
  }

  /** The object's entries after its scale has changed and with it who owns the replicas. */
  public @Nullable ArrayNode ofObject(@Nullable JsonNode entries, @Nullable JsonNode scaleEntries) {
    Ownership scale = Ownership.parse(scaleEntries);
    Ownership merged = new Ownership();
    Ownership.parse(entries)
        .owners()
        .forEach((owner, owned) -> {
          String path = replicas.get(owned.apiVersion());
          if (path == null) {
            return;
          }
          boolean scales = !path.isEmpty() && owned.fields().has(path(path));
          boolean kept = !scales || scale.owners().remove(scaled(owner)) != null;
          FieldSet rest =
              kept ? owned.fields() : owned.fields().minus(FieldSet.of(List.of(path(path))));
          if (!rest.isEmpty()) {
            merged.owners().put(owner, owned.with(rest));
          }
        });
    String path = replicas.getOrDefault(apiVersion, "");
    scale
        .owners()
        .forEach((owner, owned) -> {
          if (!path.isEmpty() && owned.fields().has(REPLICAS)) {
            FieldSet fields = FieldSet.of(List.of(path(path)));
            merged.owners().put(parent(owner), new OwnedFields(fields, apiVersion, owned.time()));
          }
        });
    return merged.print();
  }

  private FieldOwner parent(FieldOwner owner) {
    return owner.applied()
        ? owner
        : FieldOwner.updater(owner.name(), apiVersion, owner.subresource());
  }
}
