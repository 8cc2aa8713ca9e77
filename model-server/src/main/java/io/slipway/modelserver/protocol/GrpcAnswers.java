// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.transport.codec.grpc.AnswerContents;
import java.util.Objects;

/**
 * What answers to gRPC predictions look like where a call does not say.
 *
 * @param dialect of answers in a stream
 * @param contents of all answers
 */
public record GrpcAnswers(StreamDialect dialect, AnswerContents contents) {
  public static final GrpcAnswers DEFAULTS =
      new GrpcAnswers(StreamDialect.TRITON, AnswerContents.REQUEST);

  public GrpcAnswers {
    Objects.requireNonNull(dialect, "dialect");
    Objects.requireNonNull(contents, "contents");
  }

  GrpcAnswers in(StreamDialect other) {
    return new GrpcAnswers(other, contents);
  }
}
