// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.protocol.GrpcAnswers;
import io.slipway.modelserver.protocol.HeaderForwarding;
import io.slipway.transport.codec.cloudevents.EventReplies;
import io.slipway.transport.http.cors.CorsPolicy;
import java.util.Objects;

/**
 * What of the prediction protocols is a matter of taste.
 *
 * @param headerForwarding which headers become parameters of a prediction
 * @param grpcAnswers what answers to gRPC predictions look like, unless a call says
 * @param clientSharedMemory whether clients may pass tensors through shared memory: whoever may
 *     then call the server can read and write every memory object of the server's user
 * @param eventReplies what answers to CloudEvents say of themselves
 * @param cors which web pages of other origins may call
 */
public record ProtocolConfig(
    HeaderForwarding headerForwarding,
    GrpcAnswers grpcAnswers,
    boolean clientSharedMemory,
    EventReplies eventReplies,
    CorsPolicy cors) {
  public static final ProtocolConfig DEFAULTS =
      new ProtocolConfig(
          HeaderForwarding.NONE,
          GrpcAnswers.DEFAULTS,
          false,
          EventReplies.DEFAULTS,
          CorsPolicy.CLOSED);

  public ProtocolConfig {
    Objects.requireNonNull(headerForwarding, "headerForwarding");
    Objects.requireNonNull(grpcAnswers, "grpcAnswers");
    Objects.requireNonNull(eventReplies, "eventReplies");
    Objects.requireNonNull(cors, "cors");
  }

  public ProtocolConfig withGrpcAnswers(GrpcAnswers value) {
    return new ProtocolConfig(headerForwarding, value, clientSharedMemory, eventReplies, cors);
  }

  public ProtocolConfig withClientSharedMemory(boolean value) {
    return new ProtocolConfig(headerForwarding, grpcAnswers, value, eventReplies, cors);
  }

  public ProtocolConfig withEventReplies(EventReplies value) {
    return new ProtocolConfig(headerForwarding, grpcAnswers, clientSharedMemory, value, cors);
  }

  public ProtocolConfig withCors(CorsPolicy value) {
    return new ProtocolConfig(
        headerForwarding, grpcAnswers, clientSharedMemory, eventReplies, value);
  }
}
