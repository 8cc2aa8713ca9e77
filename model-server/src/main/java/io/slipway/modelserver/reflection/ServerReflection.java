// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reflection;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.descriptor.Descriptors;
import io.slipway.transport.codec.grpc.ReflectionMessages;
import io.slipway.transport.codec.grpc.ReflectionMessages.Answer;
import io.slipway.transport.codec.grpc.ReflectionMessages.Question;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of {@code ServerReflectionInfo}: each question is answered at once. */
public final class ServerReflection implements GrpcStreamingMethod.Receiver {
  public static final String V1 = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  public static final String V1_ALPHA =
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

  private static final int EXPECTED_RESPONSE_BYTES = 512;

  private final GrpcStreamingCall call;

  public ServerReflection(GrpcStreamingCall call) {
    this.call = call;
    call.request(1);
  }

  @Override
  public void message(RequestBody message) {
    Answer answer = answer(ReflectionMessages.decode(message));
    OutputBuffer out = OutputBuffer.allocate(EXPECTED_RESPONSE_BYTES);
    ReflectionMessages.encode(message, answer, out);
    call.send(out);
    call.request(1);
  }

  private static Answer answer(Question question) {
    Descriptors descriptors = ServedProtos.descriptors();
    return switch (question) {
      case Question.ListServices() -> new Answer.Services(descriptors.services());
      case Question.FileByName(String name) -> files(name, "file '" + name + "'");
      case Question.FileContainingSymbol(String symbol) ->
          files(descriptors.fileOf(symbol), "symbol '" + symbol + "'");
      case Question.ExtensionNumbers(String type) ->
          descriptors.isMessage(type)
              ? new Answer.NoExtensions(type)
              : unknown("message '" + type + "'");
      case Question.FileContainingExtension(String type) -> unknown("extension of '" + type + "'");
      case Question.None() ->
          new Answer.Failure(ErrorCode.INVALID_ARGUMENT, "the message asks for nothing");
    };
  }

  private static Answer files(@Nullable String name, String what) {
    List<byte[]> files = name == null ? List.of() : ServedProtos.descriptors().withImports(name);
    return files.isEmpty() ? unknown(what) : new Answer.Files(files);
  }

  private static Answer unknown(String what) {
    return new Answer.Failure(ErrorCode.NOT_FOUND, "there is no " + what);
  }

  @Override
  public void end() {
    call.finish();
  }

  @Override
  public void drain() {
    call.fail(new ServingException(ErrorCode.UNAVAILABLE, "the server is stopping"));
  }
}
