// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Services and what is behind them. */
final class ServicePrinters {
  private static final int MOST_SHOWN = 3;
  private static final String NONE = "<none>";

  private ServicePrinters() {}

  static void addTo(Map<String, KindPrinter> printers) {
    printers.put(
        "Service",
        KindPrinter.of(
            KindPrinter.columns("Name,Type,Cluster-IP,External-IP,Port(s),Age|Selector"),
            ServicePrinters::service));
    printers.put(
        "EndpointSlice",
        KindPrinter.of(
            KindPrinter.columns("Name,AddressType,Ports,Endpoints,Age"),
            ServicePrinters::endpointSlice));
  }

  private static void service(JsonNode object, Cells cells) {
    JsonNode spec = object.path("spec");
    JsonNode first = spec.path("clusterIPs").path(0);
    cells.name(object).text(spec.path("type").asText(""));
    cells.text(first.isMissingNode() ? spec.path("clusterIP") : first, NONE);
    cells.text(externalIp(object)).text(ports(spec.path("ports"))).age(object);
    cells.text(Selectors.labels(spec.path("selector")));
  }

  private static String externalIp(JsonNode service) {
    JsonNode spec = service.path("spec");
    List<String> external = texts(spec.path("externalIPs"));
    return switch (spec.path("type").asText("")) {
      case "ClusterIP", "NodePort" -> external.isEmpty() ? NONE : String.join(",", external);
      case "LoadBalancer" -> {
        List<String> all = new ArrayList<>(balanced(service));
        all.addAll(external);
        yield all.isEmpty() ? "<pending>" : String.join(",", all);
      }
      case "ExternalName" -> spec.path("externalName").asText("");
      default -> "<unknown>";
    };
  }

  private static Set<String> balanced(JsonNode service) {
    Set<String> addresses = new TreeSet<>();
    for (JsonNode ingress : service.path("status").path("loadBalancer").path("ingress")) {
      String ip = ingress.path("ip").asText("");
      String address = ip.isEmpty() ? ingress.path("hostname").asText("") : ip;
      if (!address.isEmpty()) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String ports(JsonNode ports) {
    List<String> shown = new ArrayList<>();
    for (JsonNode port : ports) {
      int nodePort = port.path("nodePort").asInt();
      String number = port.path("port").asText() + (nodePort > 0 ? ":" + nodePort : "");
      shown.add(number + "/" + port.path("protocol").asText("TCP"));
    }
    return shown.isEmpty() ? NONE : String.join(",", shown);
  }

  private static void endpointSlice(JsonNode object, Cells cells) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : object.path("ports")) {
      String name = port.path("name").asText("");
      String unnumbered = name.isEmpty() ? "*" : name;
      ports.add(port.hasNonNull("port") ? port.path("port").asText() : unnumbered);
    }
    List<String> addresses = new ArrayList<>();
    for (JsonNode endpoint : object.path("endpoints")) {
      addresses.addAll(texts(endpoint.path("addresses")));
    }
    cells.name(object).text(object.path("addressType").asText(""));
    cells.text(some(ports)).text(some(addresses)).age(object);
  }

  /** The first few, and how many more there are. */
  private static String some(List<String> all) {
    if (all.isEmpty()) {
      return "<unset>";
    }
    if (all.size() <= MOST_SHOWN) {
      return String.join(",", all);
    }
    int more = all.size() - MOST_SHOWN;
    return String.join(",", all.subList(0, MOST_SHOWN)) + " + " + more + " more...";
  }
}
