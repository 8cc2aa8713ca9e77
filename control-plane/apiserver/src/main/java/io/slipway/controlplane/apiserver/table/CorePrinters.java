// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Kinds with short rows: namespaces, nodes, what Pods read, events, leases, bindings of roles. */
final class CorePrinters {
  private static final String ROLE_LABEL = "node-role.kubernetes.io/";
  private static final String UNKNOWN = "<unknown>";
  private static final String UNSET = "<unset>";

  private CorePrinters() {}

  static void addTo(Map<String, KindPrinter> printers) {
    add(printers, "Namespace", "Name,Status,Age", CorePrinters::namespace);
    add(printers, "ConfigMap", "Name,Data,Age", CorePrinters::configMap);
    add(printers, "Secret", "Name,Type,Data,Age", CorePrinters::secret);
    add(printers, "ServiceAccount", "Name,Secrets,Age", CorePrinters::serviceAccount);
    add(
        printers,
        "PersistentVolumeClaim",
        "Name,Status,Volume,Capacity,Access"
            + " Modes,StorageClass,VolumeAttributesClass,Age|VolumeMode",
        CorePrinters::claim);
    add(
        printers,
        "Node",
        "Name,Status,Roles,Age,Version|Internal-IP,External-IP,OS-Image,Kernel-Version,"
            + "Container-Runtime",
        CorePrinters::node);
    add(printers, "Lease", "Name,Holder,Age", CorePrinters::lease);
    add(
        printers,
        "PriorityClass",
        "Name,Value:integer,Global-Default:boolean,Age,PreemptionPolicy",
        CorePrinters::priorityClass);
    add(
        printers,
        "ControllerRevision",
        "Name,Controller,Revision,Age",
        CorePrinters::controllerRevision);
    String binding = "Name,Role,Age|Users,Groups,ServiceAccounts";
    add(printers, "RoleBinding", binding, CorePrinters::binding);
    add(printers, "ClusterRoleBinding", binding, CorePrinters::binding);
    printers.put("Event", EventPrinter.PRINTER);
  }

  private static void add(
      Map<String, KindPrinter> printers, String kind, String columns, KindPrinter.Row row) {
    printers.put(kind, KindPrinter.of(KindPrinter.columns(columns), row));
  }

  private static void namespace(JsonNode object, Cells cells) {
    cells.name(object).text(object.path("status").path("phase").asText("")).age(object);
  }

  private static void configMap(JsonNode object, Cells cells) {
    int size = object.path("data").size() + object.path("binaryData").size();
    cells.name(object).number(size).age(object);
  }

  private static void secret(JsonNode object, Cells cells) {
    cells.name(object).text(object.path("type").asText(""));
    cells.number(object.path("data").size()).age(object);
  }

  private static void serviceAccount(JsonNode object, Cells cells) {
    cells.name(object).number(object.path("secrets").size()).age(object);
  }

  private static void claim(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    boolean leaving = object.path("metadata").hasNonNull("deletionTimestamp");
    boolean bound = !spec.path("volumeName").asText("").isEmpty();
    cells.name(object).text(leaving ? "Terminating" : status.path("phase").asText(""));
    cells.text(spec.path("volumeName").asText(""));
    cells.text(bound ? status.path("capacity").path("storage").asText("0") : "");
    cells.text(bound ? accessModes(status.path("accessModes")) : "");
    cells.text(spec.path("storageClassName").asText(""));
    cells.text(spec.path("volumeAttributesClassName"), UNSET).age(object);
    cells.text(spec.path("volumeMode"), UNSET);
  }

  private static String accessModes(JsonNode modes) {
    TreeSet<String> given = new TreeSet<>();
    modes.forEach(mode -> given.add(mode.asText()));
    List<String> shown = new ArrayList<>();
    shorten(given, "ReadWriteOnce", "RWO", shown);
    shorten(given, "ReadOnlyMany", "ROX", shown);
    shorten(given, "ReadWriteMany", "RWX", shown);
    shorten(given, "ReadWriteOncePod", "RWOP", shown);
    return String.join(",", shown);
  }

  private static void shorten(
      Set<String> given, String mode, String shortened, List<String> shown) {
    if (given.contains(mode)) {
      shown.add(shortened);
    }
  }

  private static void node(JsonNode object, Cells cells) {
    JsonNode status = object.path("status");
    JsonNode info = status.path("nodeInfo");
    cells.name(object).text(nodeStatus(object)).text(roles(object)).age(object);
    cells.text(info.path("kubeletVersion").asText(""));
    cells.text(address(status, "InternalIP")).text(address(status, "ExternalIP"));
    cells.text(info.path("osImage"), UNKNOWN).text(info.path("kernelVersion"), UNKNOWN);
    cells.text(info.path("containerRuntimeVersion"), UNKNOWN);
  }

  private static String nodeStatus(JsonNode node) {
    String ready = "Unknown";
    for (JsonNode condition : node.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        ready = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
      }
    }
    boolean closed = node.path("spec").path("unschedulable").asBoolean(false);
    return closed ? ready + ",SchedulingDisabled" : ready;
  }

  private static String roles(JsonNode node) {
    TreeSet<String> roles = new TreeSet<>();
    for (Map.Entry<String, JsonNode> label : node.path("metadata").path("labels").properties()) {
      String key = label.getKey();
      if (key.startsWith(ROLE_LABEL) && key.length() > ROLE_LABEL.length()) {
        roles.add(key.substring(ROLE_LABEL.length()));
      } else if (key.equals("kubernetes.io/role") && !label.getValue().asText().isEmpty()) {
        roles.add(label.getValue().asText());
      }
    }
    return roles.isEmpty() ? "<none>" : String.join(",", roles);
  }

  private static String address(JsonNode status, String type) {
    for (JsonNode address : status.path("addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText();
      }
    }
    return "<none>";
  }

  private static void lease(JsonNode object, Cells cells) {
    cells.name(object).text(object.path("spec").path("holderIdentity").asText("")).age(object);
  }

  private static void priorityClass(JsonNode object, Cells cells) {
    cells.name(object).number(object.path("value").asLong());
    cells.flag(object.path("globalDefault").asBoolean(false)).age(object);
    cells.text(object.path("preemptionPolicy").asText(""));
  }

  private static void controllerRevision(JsonNode object, Cells cells) {
    String controller = "<none>";
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean(false)) {
        String version = owner.path("apiVersion").asText();
        int slash = version.indexOf('/');
        String group = slash < 0 ? "" : "." + version.substring(0, slash);
        String kind = (owner.path("kind").asText() + group).toLowerCase(Locale.ROOT);
        controller = kind + "/" + owner.path("name").asText();
      }
    }
    cells.name(object).text(controller).number(object.path("revision").asLong()).age(object);
  }

  private static void binding(JsonNode object, Cells cells) {
    JsonNode role = object.path("roleRef");
    cells.name(object).text(role.path("kind").asText() + "/" + role.path("name").asText());
    cells.age(object);
    for (String kind : List.of("User", "Group", "ServiceAccount")) {
      List<String> names = new ArrayList<>();
      for (JsonNode subject : object.path("subjects")) {
        if (subject.path("kind").asText().equals(kind)) {
          String name = subject.path("name").asText();
          boolean account = kind.equals("ServiceAccount");
          names.add(account ? subject.path("namespace").asText("") + "/" + name : name);
        }
      }
      cells.text(String.join(", ", names));
    }
  }
}
