// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

/** How hard answers are compressed, for clients that accept it. */
public enum GrpcCompression {
  NONE(0),
  LOW(1),
  MEDIUM(6),
  HIGH(9);

  private final int deflateLevel;

  GrpcCompression(int deflateLevel) {
    this.deflateLevel = deflateLevel;
  }

  public int deflateLevel() {
    return deflateLevel;
  }
}
