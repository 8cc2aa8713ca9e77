// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which object controls another one. */
public final class Owners {
  private Owners() {}

  /** The reference to what controls an object; empty if nothing does. */
  public static Fields controller(KubeObject object) {
    for (Fields reference : object.metadata().list("ownerReferences")) {
      if (reference.flag("controller", false)) {
        return reference;
      }
    }
    return Fields.NONE;
  }

  public static boolean controls(KubeObject owner, KubeObject object) {
    return controller(object).text("uid").equals(owner.uid());
  }

  /** Those that an object controls. */
  public static List<KubeObject> controlled(KubeObject owner, List<KubeObject> objects) {
    List<KubeObject> controlled = new ArrayList<>();
    for (KubeObject object : objects) {
      if (controls(owner, object)) {
        controlled.add(object);
      }
    }
    return controlled;
  }

  /** What an object's metadata says of the one that controls it. */
  public static Map<String, Object> reference(Kind kind, KubeObject owner) {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("apiVersion", kind.apiVersion());
    reference.put("kind", kind.kind());
    reference.put("name", owner.name());
    reference.put("uid", owner.uid());
    reference.put("controller", true);
    reference.put("blockOwnerDeletion", true);
    return reference;
  }
}
