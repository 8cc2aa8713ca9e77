// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Stored;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What is asked of every write beside the rules of its kind: nothing is made in a namespace that is
 * not there or that is going, nobody gives away rights that they do not have, and each Service has
 * an address, and ports on the node, of its own.
 */
final class Admission {
  private static final String NAMESPACES = "namespaces";

  private final ObjectStore store;
  private final Rights rights;
  private final ServiceAddresses addresses;
  private final NodePorts ports;

  /** Held from the look at what is free until what takes it is written. */
  private final ReentrantLock ofServices = new ReentrantLock();

  Admission(ObjectStore store, Rights rights) {
    this.addresses = new ServiceAddresses(store);
    this.ports = new NodePorts(store);
    this.store = store;
    this.rights = rights;
  }

  /**
   * Does a write with what is asked of it: two Services that want one port or one address do not
   * both find it free. {@link #create} and {@link #change} are called within.
   */
  <T> T together(ResourceCall call, Supplier<T> write) {
    if (!takes(call)) {
      return write.get();
    }
    ofServices.lock();
    try {
      return write.get();
    } finally {
      ofServices.unlock();
    }
  }

  /**
   * @param object that is to be created
   * @throws io.slipway.controlplane.apiserver.meta.ApiException NotFound or Forbidden
   */
  void create(ResourceCall call, ObjectNode object) {
    rights.checkEscalation(call.call().caller(), placed(call, object), null);
    String name = object.path("metadata").path("name").asText("");
    String namespace = call.namespace();
    if (namespace.isEmpty()) {
      return;
    }
    Stored stored =
        store
            .get(new Key(NAMESPACES, "", namespace))
            .orElseThrow(() -> ApiErrors.notFound(new GroupResource("", NAMESPACES), namespace));
    ObjectNode there = ObjectBytes.read(stored);
    if (there.path("metadata").hasNonNull("deletionTimestamp")) {
      throw ApiErrors.terminating(call.type().resource(), name, namespace);
    }
    if (takes(call)) {
      addresses.assign(object, null);
      ports.assign(object, null);
    }
  }

  /**
   * @param object what is to become of the other
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Forbidden
   */
  void change(ResourceCall call, ObjectNode object, ObjectNode live) {
    rights.checkEscalation(call.call().caller(), placed(call, object), live);
    if (takes(call)) {
      addresses.assign(object, live);
      ports.assign(object, live);
    }
  }

  /** Whether it may take an address or a port: it is of a Service, and not of its status. */
  private static boolean takes(ResourceCall call) {
    return call.kind().builtin()
        && call.type().resource().resource().equals("services")
        && !call.ofStatus();
  }

  /** An object may say nothing of the namespace that it is made in. */
  private static ObjectNode placed(ResourceCall call, ObjectNode object) {
    if (!call.namespace().isEmpty()) {
      object.withObjectProperty("metadata").put("namespace", call.namespace());
    }
    return object;
  }
}
