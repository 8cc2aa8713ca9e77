// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the kinds of Kubernetes' own groups are printed. */
public final class BuiltinPrinters {
  private static final Set<String> GROUPS =
      Set.of(
          "",
          "apps",
          "batch",
          "discovery.k8s.io",
          "coordination.k8s.io",
          "scheduling.k8s.io",
          "rbac.authorization.k8s.io",
          "events.k8s.io");

  private static final Map<String, KindPrinter> PRINTERS = printers();

  /** For kinds without columns of their own: the name and when it was made. */
  private static final KindPrinter PLAIN =
      KindPrinter.of(
          KindPrinter.columns("Name,Created At:date"),
          (object, cells) ->
              cells.name(object).text(created(object.path("metadata").path("creationTimestamp"))));

  private BuiltinPrinters() {}

  private static String created(JsonNode time) {
    return time.asText("");
  }

  private static Map<String, KindPrinter> printers() {
    Map<String, KindPrinter> printers = new HashMap<>();
    printers.put("Pod", PodPrinter.PRINTER);
    WorkloadPrinters.addTo(printers);
    ServicePrinters.addTo(printers);
    CorePrinters.addTo(printers);
    return Map.copyOf(printers);
  }

  /** The printer of a kind; one of name and time if it has none of its own. */
  public static KindPrinter of(GroupKind kind) {
    KindPrinter printer = GROUPS.contains(kind.group()) ? PRINTERS.get(kind.kind()) : null;
    return printer == null ? PLAIN : printer;
  }

  /** The kinds that have one. */
  static List<String> kinds() {
    return List.copyOf(PRINTERS.keySet());
  }
}
