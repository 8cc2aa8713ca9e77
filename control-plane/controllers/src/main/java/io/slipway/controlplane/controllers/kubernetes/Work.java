// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.controllers.objects.Kind;

/** Which object is to be looked at. */
record Work(Kind kind, String namespace, String name) {
  @Override
  public String toString() {
    return kind.kind() + " " + namespace + "/" + name;
  }
}
