// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a unary call that somebody else has given.
 *
 * @param metadata fields in front of the message
 * @param message owned by whoever has the answer; null if there is none
 */
public record GrpcAnswer(List<Header> metadata, @Nullable OutputBuffer message, GrpcEnd end) {
  public GrpcAnswer {
    metadata = List.copyOf(metadata);
  }
}
