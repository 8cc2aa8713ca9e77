// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.GroupResource;

/**
 * How objects are kept whose documents are not read as they are in the store: another group has the
 * same objects, and its names of fields are those that are kept; or the schema has changed since.
 * Any thread may call; what is given is not changed, and what is returned shares parts with it.
 */
public interface StoredForm {
  /** What is kept of an object. */
  ObjectNode stored(ObjectNode written);

  /** Whether what was kept at a revision is read in another form than it is kept in. */
  default boolean differs(long revision) {
    return true;
  }

  /** The object of what is kept. */
  ObjectNode written(ObjectNode stored);

  /** The name under which the objects of a resource are in the store. */
  static String resource(GroupResource resource) {
    String group = resource.group();
    // Events of both groups are the same objects.
    return group.isEmpty() || group.equals("events.k8s.io")
        ? resource.resource()
        : group + '/' + resource.resource();
  }
}
