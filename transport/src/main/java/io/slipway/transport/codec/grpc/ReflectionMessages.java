// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ErrorCode;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * {@code ServerReflectionRequest} and {@code ServerReflectionResponse}, which are the same on the
 * wire in {@code grpc.reflection.v1} and {@code v1alpha}. Bodies and buffers stay the caller's; a
 * malformed message is an INVALID_ARGUMENT.
 */
public final class ReflectionMessages {
  private static final int HOST = 1;
  private static final int FILE_BY_NAME = 3;
  private static final int FILE_CONTAINING_SYMBOL = 4;
  private static final int FILE_CONTAINING_EXTENSION = 5;
  private static final int EXTENSION_NUMBERS = 6;
  private static final int LIST_SERVICES = 7;
  private static final int CONTAINING_TYPE = 1;

  private static final int VALID_HOST = 1;
  private static final int ORIGINAL_REQUEST = 2;
  private static final int FILE_RESPONSE = 4;
  private static final int EXTENSION_NUMBERS_RESPONSE = 5;
  private static final int LIST_RESPONSE = 6;
  private static final int ERROR_RESPONSE = 7;

  private ReflectionMessages() {}

  /** What is asked for. */
  public sealed interface Question {
    record FileByName(String name) implements Question {}

    record FileContainingSymbol(String symbol) implements Question {}

    /** Extensions are a feature of proto2: no message here has any. */
    record FileContainingExtension(String type) implements Question {}

    record ExtensionNumbers(String type) implements Question {}

    record ListServices() implements Question {}

    /** Nothing that is known here. */
    record None() implements Question {}
  }

  /** What is answered. */
  public sealed interface Answer {
    /** Bytes of {@code FileDescriptorProto}. */
    record Files(List<byte[]> descriptors) implements Answer {}

    /** That a message has no extensions. */
    record NoExtensions(String type) implements Answer {}

    record Services(List<String> names) implements Answer {}

    record Failure(ErrorCode code, String reason) implements Answer {}
  }

  public static Question decode(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    Question question = new Question.None();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (FILE_BY_NAME << 3) | ProtoReader.BYTES ->
            question = new Question.FileByName(in.readString());
        case (FILE_CONTAINING_SYMBOL << 3) | ProtoReader.BYTES ->
            question = new Question.FileContainingSymbol(in.readString());
        case (FILE_CONTAINING_EXTENSION << 3) | ProtoReader.BYTES ->
            question = new Question.FileContainingExtension(readExtension(in));
        case (EXTENSION_NUMBERS << 3) | ProtoReader.BYTES ->
            question = new Question.ExtensionNumbers(in.readString());
        case (LIST_SERVICES << 3) | ProtoReader.BYTES -> {
          in.readString(); // servers do not look at it
          question = new Question.ListServices();
        }
        default -> in.skipField(tag);
      }
    }
    return question;
  }

  private static String readExtension(ProtoReader in) {
    int outer = in.enter();
    String type = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ProtoReader.tag(CONTAINING_TYPE, ProtoReader.BYTES)) {
        type = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    in.leave(outer);
    return type;
  }

  /** Writes the answer to {@code request}, which it repeats. */
  public static void encode(RequestBody request, Answer answer, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(VALID_HOST, host(request));
    writer.repeatedBytes(ORIGINAL_REQUEST, request.bytes());
    switch (answer) {
      case Answer.Files(List<byte[]> descriptors) ->
          writer.message(
              FILE_RESPONSE,
              files -> {
                for (byte[] descriptor : descriptors) {
                  files.repeatedBytes(1, MemorySegment.ofArray(descriptor));
                }
              });
      case Answer.NoExtensions(String type) ->
          writer.message(EXTENSION_NUMBERS_RESPONSE, none -> none.string(1, type));
      case Answer.Services(List<String> names) ->
          writer.message(
              LIST_RESPONSE,
              list -> {
                for (String name : names) {
                  list.message(1, service -> service.string(1, name));
                }
              });
      case Answer.Failure(ErrorCode code, String reason) ->
          writer.message(
              ERROR_RESPONSE,
              failure -> {
                failure.oneVarint(1, code.grpcStatus());
                failure.string(2, reason);
              });
    }
  }

  private static String host(RequestBody request) {
    ProtoReader in = new ProtoReader(request.bytes());
    String host = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ProtoReader.tag(HOST, ProtoReader.BYTES)) {
        host = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    return host;
  }
}
