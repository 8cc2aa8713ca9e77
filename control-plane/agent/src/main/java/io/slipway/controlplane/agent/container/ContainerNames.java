// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.spec.PodNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a container finds the addresses of names, where its Pod says something about that. Pure.
 *
 * @param hosts what its hosts file has besides, each {@code <name>:<address>}
 * @param servers that it asks; with them come {@code searches} and {@code options}, and where there
 *     are none it has the machine's resolver as it is
 */
record ContainerNames(
    List<String> hosts, List<String> servers, List<String> searches, List<String> options) {
  static final ContainerNames NONE = new ContainerNames(List.of(), List.of(), List.of(), List.of());

  ContainerNames {
    hosts = List.copyOf(hosts);
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }

  /**
   * As a kubelet puts them together: what the Pod says comes after what the machine has, and of
   * options in its place.
   *
   * @param address of the Pod, for its full name; empty if that is not known
   * @param resolver the text of the machine's {@code resolv.conf}
   */
  static ContainerNames of(PodNames pod, String address, String resolver) {
    List<String> hosts = new ArrayList<>(pod.aliases());
    if (!address.isEmpty()) {
      pod.full().ifPresent(name -> hosts.add(name + ":" + address));
    }
    if (!pod.hasResolver()) {
      return new ContainerNames(hosts, List.of(), List.of(), List.of());
    }
    Machine machine = Machine.read(pod.machine() ? resolver : "");
    machine.servers.addAll(pod.servers());
    machine.searches.addAll(pod.searches());
    machine.options.putAll(pod.options());
    List<String> options = new ArrayList<>();
    machine.options.forEach(
        (name, value) -> options.add(value.isEmpty() ? name : name + ":" + value));
    return new ContainerNames(
        hosts, List.copyOf(machine.servers), List.copyOf(machine.searches), options);
  }

  /** As options of the programs. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    hosts.forEach(host -> words.add("--add-host=" + host));
    servers.forEach(server -> words.add("--dns=" + server));
    searches.forEach(search -> words.add("--dns-search=" + search));
    if (!servers.isEmpty() && searches.isEmpty()) {
      words.add("--dns-search=."); // else they are the machine's
    }
    options.forEach(option -> words.add("--dns-option=" + option));
    return words;
  }

  /** What a {@code resolv.conf} says. */
  private record Machine(Set<String> servers, Set<String> searches, Map<String, String> options) {
    static Machine read(String text) {
      Machine machine =
          new Machine(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashMap<>());
      for (String line : text.lines().toList()) {
        List<String> words = Arrays.asList(line.strip().split("\\s+", -1));
        List<String> values = words.subList(1, words.size());
        switch (words.getFirst()) {
          case "nameserver" -> values.stream().limit(1).forEach(machine.servers::add);
          case "search" -> {
            machine.searches.clear(); // the last one counts
            machine.searches.addAll(values);
          }
          case "options" -> values.forEach(machine::option);
          default -> {}
        }
      }
      return machine;
    }

    private void option(String text) {
      int colon = text.indexOf(':');
      options.put(
          colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
    }
  }
}
