// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Where in which sequence a request is, as its parameters say. Pure.
 *
 * @param start whether it is the first
 * @param end whether it is the last
 */
record SequencePlace(SequenceId id, boolean start, boolean end) {
  static final String ID = "sequence_id";
  static final String START = "sequence_start";
  static final String END = "sequence_end";

  /** As Triton has it. */
  private static final int MAX_ID_BYTES = 128;

  /**
   * @throws ServingException INVALID_ARGUMENT if it is in none, or the parameters are of other
   *     types
   */
  static SequencePlace of(InferenceRequest request) {
    SequenceId id = id(request.parameters().get(ID));
    if (id == null) {
      throw ServingException.invalid(
          "model '%s' takes sequences of requests, and this one has no %s (expected: an integer over 0, or a text)"
              .formatted(request.modelName(), ID));
    }
    return new SequencePlace(
        id, flag(START, request.parameters().get(START)), flag(END, request.parameters().get(END)));
  }

  /** Null for 0 and the empty text, which is how clients say that there is none. */
  private static @Nullable SequenceId id(@Nullable Parameter parameter) {
    return switch (parameter) {
      case null -> null;
      // Triton's C++ client sends the bits of large ids as a signed integer over gRPC
      case Parameter.Int64(long bits) -> bits == 0 ? null : new SequenceId.Numeric(bits);
      case Parameter.Uint64(long bits) -> bits == 0 ? null : new SequenceId.Numeric(bits);
      case Parameter.Text(String text) -> text.isEmpty() ? null : text(text);
      case Parameter.Bool _, Parameter.Float64 _ ->
          throw ServingException.invalid(
              "parameter %s is not an id (expected: an integer over 0, or a text)".formatted(ID));
    };
  }

  private static SequenceId text(String text) {
    if (text.length() > MAX_ID_BYTES || text.getBytes(UTF_8).length > MAX_ID_BYTES) {
      throw ServingException.invalid(
          "parameter %s is too long (expected: at most %d bytes)".formatted(ID, MAX_ID_BYTES));
    }
    return new SequenceId.Text(text);
  }

  private static boolean flag(String name, @Nullable Parameter parameter) {
    return switch (parameter) {
      case null -> false;
      case Parameter.Bool(boolean value) -> value;
      case Parameter.Int64 _, Parameter.Uint64 _, Parameter.Float64 _, Parameter.Text _ ->
          throw ServingException.invalid(
              "parameter %s is not a truth value (expected: true or false)".formatted(name));
    };
  }
}
