// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of Services: each has one that no other has. They are addresses of the loopback
 * interface, so that on one machine whoever stands for a Service can listen on its own. What is
 * free is read in the store: who asks lets nobody else write a Service before its own is there.
 */
final class ServiceAddresses {
  private static final String RANGE = "127.96.0.0/12";
  private static final int FIRST = 96;
  private static final int NETWORKS = 16;
  private static final String FIELD = "\"clusterIP\":\"";

  private static final int ATTEMPTS = 1000;

  private final ObjectStore store;
  private final RandomGenerator random = new SecureRandom();

  ServiceAddresses(ObjectStore store) {
    this.store = store;
  }

  /**
   * Gives a Service an address if it is to have one and has none.
   *
   * @param live what there is of the Service already, whose address stays; null for nothing
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Invalid if it asks for an address
   *     that it cannot have
   */
  void assign(ObjectNode service, @Nullable JsonNode live) {
    ObjectNode spec = service.withObjectProperty("spec");
    boolean keeps = live != null && !live.path("spec").path("clusterIP").asText("").isEmpty();
    if (keeps || spec.path("type").asText("").equals("ExternalName")) {
      return;
    }
    String asked = spec.path("clusterIP").asText(spec.path("clusterIPs").path(0).asText(""));
    if (asked.isEmpty()) {
      put(spec, free());
    } else {
      if (!asked.equals("None")) {
        requireFree(service, asked);
      }
      put(spec, asked);
    }
  }

  private static void put(ObjectNode spec, String address) {
    spec.put("clusterIP", address);
    spec.putArray("clusterIPs").add(address);
    spec.putArray("ipFamilies").add("IPv4");
    spec.put("ipFamilyPolicy", "SingleStack");
  }

  private void requireFree(ObjectNode service, String asked) {
    String problem =
        isInRange(asked)
            ? used().contains(asked) ? "provided IP is already allocated" : ""
            : "the provided IP ("
                + asked
                + ") is not in the valid range. The range of valid IPs is "
                + RANGE;
    if (!problem.isEmpty()) {
      throw ApiErrors.invalid(
          new GroupKind("", "Service"),
          service.path("metadata").path("name").asText(""),
          List.of(
              FieldError.invalid(
                  FieldPath.of("spec").child("clusterIPs"),
                  service.arrayNode().add(asked),
                  "failed to allocate IP " + asked + ": " + problem)));
    }
  }

  private static boolean isInRange(String address) {
    String[] parts = address.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(Character::isDigit)) {
        return false;
      }
    }
    int network = Integer.parseInt(parts[1]);
    return network >= FIRST
        && network < FIRST + NETWORKS
        && Integer.parseInt(parts[2]) < 256
        && Integer.parseInt(parts[3]) < 256;
  }

  private String free() {
    Set<String> used = used();
    for (int i = 0; i < ATTEMPTS; i++) {
      String address =
          "127."
              + (FIRST + random.nextInt(NETWORKS))
              + '.'
              + random.nextInt(256)
              + '.'
              + random.nextInt(1, 255);
      if (used.add(address)) {
        return address;
      }
    }
    throw ApiErrors.internal("no address is left for a Service in " + RANGE);
  }

  /** Read out of the documents' texts: they need not be parsed for it. */
  private Set<String> used() {
    Set<String> used = new HashSet<>();
    for (Stored stored : store.list(Scope.all("services"), ListPosition.start(0), 0).objects()) {
      String text = new String(stored.value(), StandardCharsets.UTF_8);
      int at = text.indexOf(FIELD);
      while (at >= 0) {
        int from = at + FIELD.length();
        used.add(text.substring(from, text.indexOf('"', from)));
        at = text.indexOf(FIELD, from);
      }
    }
    return used;
  }
}
