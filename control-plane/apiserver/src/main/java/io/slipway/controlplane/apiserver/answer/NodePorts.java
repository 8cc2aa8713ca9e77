// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The ports that Services of types NodePort and LoadBalancer have on a node: each has one that no
 * other has. Nothing listens on them here; they are kept as a cluster keeps them. What is free is
 * read in the store: who asks lets nobody else write a Service before its own is there.
 */
final class NodePorts {
  private static final int FIRST = 30000;
  private static final int LAST = 32767;
  private static final String FIELD = "nodePort";

  private final ObjectStore store;
  private final RandomGenerator random = new SecureRandom();

  NodePorts(ObjectStore store) {
    this.store = store;
  }

  static boolean areWanted(JsonNode service) {
    String type = service.path("spec").path("type").asText("");
    return type.equals("NodePort")
        || (type.equals("LoadBalancer")
            && service.path("spec").path("allocateLoadBalancerNodePorts").asBoolean(true));
  }

  /**
   * Gives each port of a Service one on the node, if it is to have one and has none.
   *
   * @param live what there is of the Service already, whose ports stay; null for nothing
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Invalid if it asks for a port that
   *     it cannot have
   */
  void assign(ObjectNode service, @Nullable JsonNode live) {
    if (!areWanted(service)) {
      return;
    }
    if (live != null && areWanted(live)) {
      keep(service, live);
    }
    Set<Integer> own = live == null ? new HashSet<>() : of(live);
    Set<Integer> used = used();
    used.removeAll(own);
    Set<String> named = new HashSet<>();
    JsonNode ports = service.path("spec").path("ports");
    for (int i = 0; i < ports.size(); i++) {
      int asked = ports.get(i).path(FIELD).asInt(0);
      boolean again = !named.add(asked + ports.get(i).path("protocol").asText());
      if (asked != 0 && (again || own.add(asked))) {
        requireFree(service, i, asked, again ? Set.of(asked) : used);
      }
    }
    used.addAll(own);
    Map<Integer, Integer> given = new HashMap<>();
    for (JsonNode port : ports) {
      if (port.path(FIELD).asInt(0) == 0 && port instanceof ObjectNode fields) {
        // two protocols of one port have one on the node, too
        fields.put(FIELD, given.computeIfAbsent(port.path("port").asInt(), _ -> free(used)));
      }
    }
  }

  /** A port that names none on the node means the one that it has, by its name. */
  private static void keep(ObjectNode service, JsonNode live) {
    Set<Integer> named = of(service);
    for (JsonNode port : service.path("spec").path("ports")) {
      for (JsonNode before : live.path("spec").path("ports")) {
        if (port.path(FIELD).asInt(0) == 0
            && port.path("name").equals(before.path("name"))
            && before.path(FIELD).asInt(0) != 0
            && named.add(before.path(FIELD).asInt())
            && port instanceof ObjectNode fields) {
          fields.set(FIELD, before.get(FIELD));
        }
      }
    }
  }

  private static void requireFree(ObjectNode service, int index, int asked, Set<Integer> used) {
    String problem =
        asked < FIRST || asked > LAST
            ? "provided port is not in the valid range. The range of valid ports is "
                + FIRST
                + '-'
                + LAST
            : used.contains(asked) ? "provided port is already allocated" : "";
    if (!problem.isEmpty()) {
      throw ApiErrors.invalid(
          new GroupKind("", "Service"),
          service.path("metadata").path("name").asText(""),
          List.of(
              FieldError.invalid(
                  FieldPath.of("spec").child("ports").index(index).child(FIELD),
                  service.numberNode(asked),
                  problem)));
    }
  }

  private int free(Set<Integer> used) {
    int count = LAST - FIRST + 1;
    int start = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      int port = FIRST + (start + i) % count;
      if (used.add(port)) {
        return port;
      }
    }
    throw ApiErrors.internal("no port of " + FIRST + '-' + LAST + " is left for a Service");
  }

  private Set<Integer> used() {
    Set<Integer> used = new HashSet<>();
    for (Stored stored : store.list(Scope.all("services"), ListPosition.start(0), 0).objects()) {
      ObjectNode service = ObjectBytes.read(stored);
      if (areWanted(service)) {
        used.addAll(of(service));
      }
    }
    return used;
  }

  private static Set<Integer> of(JsonNode service) {
    Set<Integer> ports = new HashSet<>();
    for (JsonNode port : service.path("spec").path("ports")) {
      if (port.path(FIELD).asInt(0) != 0) {
        ports.add(port.path(FIELD).asInt());
      }
    }
    return ports;
  }
}
