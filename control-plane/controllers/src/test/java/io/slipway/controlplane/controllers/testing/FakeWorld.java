// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.testing;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.Change;
import io.slipway.controlplane.controllers.plan.Plan;
import io.slipway.controlplane.controllers.plan.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects that a test has put here. */
public final class FakeWorld implements World {
  private final Map<String, KubeObject> objects = new LinkedHashMap<>();

  public FakeWorld put(KubeObject object) {
    objects.put(object.kind() + " " + object.name(), object);
    return this;
  }

  public void remove(KubeObject object) {
    objects.remove(object.kind() + " " + object.name());
  }

  @Override
  public List<KubeObject> all(Kind kind, String namespace) {
    List<KubeObject> all = new ArrayList<>(objects.values());
    all.removeIf(each -> !each.kind().equals(kind.kind()) || !each.namespace().equals(namespace));
    return all;
  }

  @Override
  public Optional<KubeObject> find(Kind kind, String namespace, String name) {
    return Optional.ofNullable(objects.get(kind.kind() + " " + name));
  }

  /** What is created, in order. */
  public static List<Fields> created(Plan plan, Kind kind) {
    List<Fields> created = new ArrayList<>();
    for (Change change : plan.changes()) {
      if (change instanceof Change.Create create && create.kind() == kind) {
        created.add(Fields.of(create.object()));
      }
    }
    return created;
  }

  /** The names of what is deleted, in order. */
  public static List<String> deleted(Plan plan) {
    List<String> deleted = new ArrayList<>();
    for (Change change : plan.changes()) {
      if (change instanceof Change.Delete delete) {
        deleted.add(delete.object().name());
      }
    }
    return deleted;
  }

  /** What is changed of the object of a name; empty if nothing is. */
  public static Fields patch(Plan plan, String name) {
    for (Change change : plan.changes()) {
      if (change instanceof Change.Patch patch && patch.object().name().equals(name)) {
        return Fields.of(patch.patch());
      }
    }
    return Fields.NONE;
  }

  /** The status that is written; empty if none is. */
  public static Fields status(Plan plan) {
    for (Change change : plan.changes()) {
      if (change instanceof Change.Status status) {
        return Fields.of(status.status());
      }
    }
    return Fields.NONE;
  }
}
