// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.statefulset;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.TemplateHash;
import io.slipway.controlplane.controllers.plan.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The templates that a StatefulSet has had, as ControllerRevisions; {@code kubectl rollout} reads
 * and applies them.
 *
 * @param current the name of the one that Pods have that are not updated
 * @param update the name of the one of the template now
 */
record History(KubeObject set, List<KubeObject> revisions, String current, String update) {
  static History of(KubeObject set, List<KubeObject> revisions) {
    List<KubeObject> sorted = new ArrayList<>(revisions);
    sorted.sort(
        Comparator.comparingLong((KubeObject each) -> Fields.of(each.json()).number("revision", 0))
            .thenComparing(KubeObject::name));
    String update = set.name() + "-" + TemplateHash.of(template(set).json());
    for (KubeObject revision : sorted) {
      if (Json.same(data(set), revision.json().get("data"))) {
        update = revision.name();
      }
    }
    String current = set.status().text("currentRevision", update);
    return new History(set, sorted, current, update);
  }

  private static Fields template(KubeObject set) {
    return set.spec().fields("template");
  }

  private static Map<String, Object> data(KubeObject set) {
    Map<String, Object> template = new LinkedHashMap<>(template(set).json());
    template.put("$patch", "replace");
    return Map.of("spec", Map.of("template", template));
  }

  boolean isUpdated() {
    return current.equals(update);
  }

  /** The template of a revision; that of now if nobody knows it any more. */
  Fields template(String revision) {
    for (KubeObject each : revisions) {
      if (each.name().equals(revision) && !revision.equals(update)) {
        return each.fields().fields("data").fields("spec").fields("template");
      }
    }
    return template(set);
  }

  private long number(KubeObject revision) {
    return revision.fields().number("revision", 0);
  }

  /** Makes the template of now the newest, and forgets what is too old and not in use. */
  List<Change> changes(Set<String> inUse) {
    List<Change> changes = new ArrayList<>();
    KubeObject mine = null;
    for (KubeObject each : revisions) {
      mine = each.name().equals(update) ? each : mine;
    }
    long newest = revisions.isEmpty() ? 0 : number(revisions.getLast());
    if (mine == null) {
      changes.add(new Change.Create(Kind.CONTROLLER_REVISION, revision(newest + 1)));
    } else if (number(mine) < newest) {
      changes.add(new Change.Patch(Kind.CONTROLLER_REVISION, mine, Map.of("revision", newest + 1)));
    }
    List<KubeObject> idle = new ArrayList<>();
    for (KubeObject each : revisions) {
      boolean live = each.name().equals(update) || each.name().equals(current);
      if (!live && !inUse.contains(each.name()) && !each.isDeleting()) {
        idle.add(each);
      }
    }
    for (int i = 0; i < idle.size() - set.spec().number("revisionHistoryLimit", 10); i++) {
      changes.add(new Change.Delete(Kind.CONTROLLER_REVISION, idle.get(i)));
    }
    return changes;
  }

  private Map<String, Object> revision(long number) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", update);
    metadata.put("namespace", set.namespace());
    Map<String, Object> labels =
        new LinkedHashMap<>(template(set).fields("metadata").textMap("labels"));
    labels.put("controller.kubernetes.io/hash", update.substring(set.name().length() + 1));
    metadata.put("labels", labels);
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.STATEFUL_SET, set)));
    String cause = set.annotations().getOrDefault("kubernetes.io/change-cause", "");
    if (!cause.isEmpty()) {
      metadata.put("annotations", Map.of("kubernetes.io/change-cause", cause));
    }
    Map<String, Object> revision = new LinkedHashMap<>();
    revision.put("apiVersion", Kind.CONTROLLER_REVISION.apiVersion());
    revision.put("kind", Kind.CONTROLLER_REVISION.kind());
    revision.put("metadata", metadata);
    revision.put("data", data(set));
    revision.put("revision", number);
    return revision;
  }
}
