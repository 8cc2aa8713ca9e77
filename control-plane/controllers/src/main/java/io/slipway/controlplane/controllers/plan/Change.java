// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.plan;

import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import java.util.Map;

/** One thing to write. */
public sealed interface Change {
  Kind kind();

  /**
   * Creates an object.
   *
   * @param object with its metadata, of which the namespace is taken
   * @param shared whether one of this name that is there already serves as well, whoever made it;
   *     else it has to be of the same controller
   */
  record Create(Kind kind, Map<String, Object> object, boolean shared) implements Change {
    public Create(Kind kind, Map<String, Object> object) {
      this(kind, object, false);
    }
  }

  /** Deletes an object, and what it owns. */
  record Delete(Kind kind, KubeObject object) implements Change {}

  /**
   * Changes an object that nobody else has changed since.
   *
   * @param patch fields replace fields, null removes them
   */
  record Patch(Kind kind, KubeObject object, Map<String, Object> patch) implements Change {}

  /** Makes this the status of an object that nobody else has changed since. */
  record Status(Kind kind, KubeObject object, Map<String, Object> status) implements Change {}
}
