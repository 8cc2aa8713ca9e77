// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.objects;

import java.util.Objects;

/** The object that an object was made for, and with which it goes. */
public record Owner(String apiVersion, String kind, String name, String uid) {
  public Owner {
    Objects.requireNonNull(apiVersion, "apiVersion");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
  }
}
