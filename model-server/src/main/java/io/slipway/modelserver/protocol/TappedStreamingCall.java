// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.modelserver.payload.StreamTap;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call with streams of messages whose answers are listened to. */
record TappedStreamingCall(GrpcStreamingCall call, StreamTap tap) implements GrpcStreamingCall {
  /** A call of a service that is answered elsewhere, with both sides listened to. */
  static RemoteService.Stream open(
      RemoteService service, GrpcStreamingCall call, StreamTap tap, Runnable done) {
    return new Asked(service.open(new TappedStreamingCall(call, tap), done), tap);
  }

  /** The client's side. */
  private record Asked(RemoteService.Stream stream, StreamTap tap) implements RemoteService.Stream {
    @Override
    public void message(RequestBody message) {
      tap.request(message);
      stream.message(message);
    }

    @Override
    public void end() {
      stream.end();
    }

    @Override
    public void drain() {
      stream.drain();
    }

    @Override
    public void cancel() {
      stream.cancel();
    }
  }

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
  public void request(int messages) {
    call.request(messages);
  }

  @Override
  public void send(OutputBuffer message) {
    tap.response(message);
    call.send(message);
  }

  @Override
  public void finish() {
    call.finish();
  }

  @Override
  public void fail(ServingException failure) {
    call.fail(failure);
  }

  @Override
  public void metadata(List<Header> metadata) {
    call.metadata(metadata);
  }

  @Override
  public void end(GrpcEnd end) {
    call.end(end);
  }

  @Override
  public void onRoom(Runnable action) {
    call.onRoom(action);
  }

  @Override
  public void onCancel(Runnable action) {
    call.onCancel(action);
  }
}
