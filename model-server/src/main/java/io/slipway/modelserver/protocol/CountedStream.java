// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.modelserver.forwarding.RemoteService;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.memory.RequestBody;

/**
 * A stream of messages to a service that is answered elsewhere. Each counts as a request, the first
 * with the call itself. Nobody here knows how a single one is refused there: one that is too much
 * ends the call.
 */
final class CountedStream implements GrpcStreamingMethod.Receiver {
  private final RemoteService.Stream stream;
  private final KnownCaller caller;
  private final String namespace;
  private final String countedAs;
  private boolean begun;

  CountedStream(
      RemoteService.Stream stream, KnownCaller caller, String namespace, String countedAs) {
    this.stream = stream;
    this.caller = caller;
    this.namespace = namespace;
    this.countedAs = countedAs;
  }

  @Override
  public void message(RequestBody message) {
    try {
      caller.requireSize(namespace, countedAs, message.size());
      if (begun) {
        caller.requireRate(namespace, countedAs);
      }
      begun = true;
    } catch (ServingException refusal) {
      stream.cancel();
      throw refusal;
    }
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
}
