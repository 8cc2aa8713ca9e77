// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcAnswer;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcEncoding;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Protocol;
import org.jspecify.annotations.Nullable;

/** A unary gRPC call on its stream. */
final class UnaryStream extends GrpcStream<UnaryStream.Outcome> implements GrpcCall {
  /** How a call ends. */
  sealed interface Outcome {
    /** The answer's message, owned by the outcome. */
    record Message(Packed message, GrpcEncoding encoding) implements Outcome {}

    record Failure(ServingException reason) implements Outcome {}

    /** What somebody else has answered; its message is owned by the outcome. */
    record Passed(GrpcAnswer answer) implements Outcome {}
  }

  private RequestBody message = RequestBody.empty();

  UnaryStream(
      Http2Connection connection,
      int streamId,
      Http2Headers headers,
      String path,
      @Nullable String authority) {
    super(connection, streamId, headers, path, authority);
  }

  @Override
  void start() {
    // the call itself is handed on when its message is complete
    try {
      connection().scope().grpc().admit(path(), peer(), metadata());
    } catch (ServingException failure) {
      refuse(failure);
    }
  }

  @Override
  int data(ByteBuf data) {
    int size = data.readableBytes();
    if (reader.read(data) && data.isReadable()) {
      throw new ServingException(
          ErrorCode.NOT_IMPLEMENTED, "more than one message in a unary call");
    }
    return size;
  }

  @Override
  void end() {
    RequestBody whole;
    try {
      whole = reader.takeOnly();
    } catch (ServingException failure) {
      refuse(failure);
      return;
    }
    if (reader.compressed()) {
      unpack(whole, this::serve);
    } else {
      serve(whole);
    }
  }

  /** Hands the call to the service; takes {@code whole} over. */
  private void serve(RequestBody whole) {
    message = whole;
    ServerScope scope = connection().scope();
    scope.observer().request(Protocol.GRPC);
    try {
      scope.grpc().call(this);
    } catch (Throwable failure) {
      ServingException seen = ServerScope.seen(failure);
      if (!isGiven()) {
        give(new Outcome.Failure(seen));
      }
    } finally {
      whole.close();
    }
  }

  @Override
  public RequestBody message() {
    return message;
  }

  @Override
  public void respond(OutputBuffer answer) {
    GrpcEncoding encoding = answerEncoding();
    give(new Outcome.Message(pack(answer, encoding), encoding));
  }

  @Override
  public void fail(ServingException failure) {
    give(new Outcome.Failure(ServerScope.seen(failure)));
  }

  @Override
  public void pass(GrpcAnswer answer) {
    give(new Outcome.Passed(answer));
  }

  @Override
  void send(Outcome outcome) {
    stopTimer();
    switch (outcome) {
      case Outcome.Message(Packed answer, GrpcEncoding encoding) -> {
        Http2Writer writer = connection().writer();
        writer.headers(streamId(), GrpcResponseHeaders.initial(encoding), false);
        writeMessage(answer);
        writer.headers(streamId(), GrpcResponseHeaders.OK, true);
        connection().answered(this);
      }
      case Outcome.Failure(ServingException reason) ->
          writeFailure(200, reason.code(), String.valueOf(reason.getMessage()));
      case Outcome.Passed(GrpcAnswer answer) -> {
        Http2Writer writer = connection().writer();
        writer.headers(streamId(), GrpcResponseHeaders.passed(answer.metadata()), false);
        OutputBuffer passed = answer.message();
        if (passed != null) {
          writeMessage(new Packed(passed, false));
        }
        writer.headers(streamId(), GrpcResponseHeaders.passed(answer.end()), true);
        connection().answered(this);
      }
    }
  }

  @Override
  void write(ByteBuf data) {
    connection().writer().data(this, data, false);
  }

  @Override
  void drop(Outcome outcome) {
    switch (outcome) {
      case Outcome.Message(Packed answer, _) -> answer.bytes().close();
      case Outcome.Failure _ -> {}
      case Outcome.Passed(GrpcAnswer answer) -> {
        if (answer.message() != null) {
          answer.message().close();
        }
      }
    }
  }
}
