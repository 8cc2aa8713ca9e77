// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Namespaces name themselves by a label, and stay until what is in them is gone. */
final class NamespaceRules implements Particulars {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";
  private static final Set<String> UNDYING = Set.of("default", "kube-system", "kube-public");

  @Override
  public void prepareCreate(ObjectNode object) {
    object.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
    object.putObject("status").put("phase", "Active");
    label(object);
  }

  @Override
  public void prepareUpdate(ObjectNode object, ObjectNode live) {
    if (live.has("spec")) {
      object.set("spec", live.get("spec"));
    }
    label(object);
  }

  @Override
  public String keeps(String name) {
    return UNDYING.contains(name) ? "this namespace may not be deleted" : "";
  }

  @Override
  public boolean mayGo(ObjectNode object) {
    return object.path("spec").path("finalizers").isEmpty();
  }

  @Override
  public void prepareGoing(ObjectNode object) {
    object.withObjectProperty("status").put("phase", "Terminating");
  }

  private static void label(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    metadata.withObjectProperty("labels").put(NAME_LABEL, metadata.path("name").asText());
  }
}
