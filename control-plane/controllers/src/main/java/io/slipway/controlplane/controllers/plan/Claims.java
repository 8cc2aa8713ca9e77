// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.plan;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The objects that belong to another one: those that it controls, and those that its selector
 * chooses and nothing controls, which it adopts. Those that it controls and that its selector does
 * not choose any more are let go.
 *
 * @param changes what makes it so
 */
public record Claims(List<KubeObject> mine, List<Change> changes) {
  public static Claims of(
      Kind kind, KubeObject owner, Selector selector, Kind what, List<KubeObject> candidates) {
    List<KubeObject> mine = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (KubeObject object : candidates) {
      boolean controlled = Owners.controls(owner, object);
      boolean chosen = selector.matches(object.labels());
      if (controlled && chosen) {
        mine.add(object);
      } else if (controlled && !owner.isDeleting()) {
        changes.add(new Change.Patch(what, object, owners(without(owner, object))));
      } else if (chosen && isFree(object) && !owner.isDeleting() && !object.isDeleting()) {
        mine.add(object);
        List<Object> references = without(owner, object);
        references.add(Owners.reference(kind, owner));
        changes.add(new Change.Patch(what, object, owners(references)));
      }
    }
    return new Claims(mine, changes);
  }

  private static boolean isFree(KubeObject object) {
    return Owners.controller(object).isEmpty();
  }

  private static List<Object> without(KubeObject owner, KubeObject object) {
    List<Object> references = new ArrayList<>();
    for (Fields reference : object.metadata().list("ownerReferences")) {
      if (!reference.text("uid").equals(owner.uid())) {
        references.add(reference.json());
      }
    }
    return references;
  }

  private static Map<String, Object> owners(List<Object> references) {
    return Map.of("metadata", Map.of("ownerReferences", references));
  }
}
