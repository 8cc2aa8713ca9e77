// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import org.jspecify.annotations.Nullable;

/** The values of {@code protocolVersion}. */
public enum Protocol {
  V1("v1"),
  V2("v2"),
  GRPC_V1("grpc-v1"),
  GRPC_V2("grpc-v2");

  private final String value;

  Protocol(String value) {
    this.value = value;
  }

  /** The protocol written as {@code value}; null if there is none. */
  public static @Nullable Protocol of(String value) {
    for (Protocol protocol : values()) {
      if (protocol.value.equals(value)) {
        return protocol;
      }
    }
    return null;
  }

  /** As it is written in a resource. */
  @Override
  public String toString() {
    return value;
  }
}
