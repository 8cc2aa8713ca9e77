// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.modelserver.payload.PayloadLogs;
import io.slipway.modelserver.payload.PayloadTap;
import io.slipway.transport.grpc.GrpcAnswer;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/** A unary call whose answer is listened to. */
record TappedCall(GrpcCall call, PayloadTap tap) implements GrpcCall {
  @Override
  public String path() {
    return call.path();
  }

  @Override
  public @Nullable String authority() {
    return call.authority();
  }

  @Override
  public Peer peer() {
    return call.peer();
  }

  @Override
  public HttpHeaders metadata() {
    return call.metadata();
  }

  @Override
  public Deadline deadline() {
    return call.deadline();
  }

  @Override
  public RequestBody message() {
    return call.message();
  }

  @Override
  public void respond(OutputBuffer message) {
    tap.response(message, PayloadLogs.PROTOBUF, null);
    call.respond(message);
  }

  @Override
  public void fail(ServingException failure) {
    call.fail(failure);
  }

  @Override
  public void pass(GrpcAnswer answer) {
    OutputBuffer message = answer.message();
    if (message != null && answer.end().status() == 0) {
      tap.response(message, PayloadLogs.PROTOBUF, null);
    }
    call.pass(answer);
  }

  @Override
  public void onCancel(Runnable action) {
    call.onCancel(action);
  }
}
