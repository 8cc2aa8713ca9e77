// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;

/**
 * {@code HealthCheckRequest} and {@code HealthCheckResponse} of {@code grpc.health.v1}. Bodies and
 * buffers stay the caller's; a malformed message is an INVALID_ARGUMENT.
 */
public final class HealthCheckMessages {
  private static final int SERVICE = 1;
  private static final int STATUS = 1;

  private HealthCheckMessages() {}

  /** {@code ServingStatus}. */
  public enum ServingStatus {
    UNKNOWN(0),
    SERVING(1),
    NOT_SERVING(2),
    /** Only for watchers: others are refused. */
    SERVICE_UNKNOWN(3);

    private final int number;

    ServingStatus(int number) {
      this.number = number;
    }
  }

  /** The name of the service that is asked about; empty for the server as a whole. */
  public static String decodeService(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String service = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ProtoReader.tag(SERVICE, ProtoReader.BYTES)) {
        service = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    return service;
  }

  public static void encodeStatus(ServingStatus status, OutputBuffer out) {
    if (status != ServingStatus.UNKNOWN) {
      new ProtoWriter(out).oneVarint(STATUS, status.number);
    }
  }
}
