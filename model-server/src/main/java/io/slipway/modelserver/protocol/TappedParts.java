// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.modelserver.payload.AnswerParts;
import io.slipway.transport.http.ResponseStream;
import io.slipway.transport.memory.OutputBuffer;

/** An answer in parts that is listened to until it is whole. */
record TappedParts(ResponseStream stream, AnswerParts parts) implements ResponseStream {
  /** Begins to listen: an answer whose client goes away is none. */
  static ResponseStream over(ResponseStream stream, AnswerParts parts) {
    stream.onGone(parts::drop);
    return new TappedParts(stream, parts);
  }

  @Override
  public void send(OutputBuffer part) {
    parts.add(part);
    stream.send(part);
  }

  @Override
  public long unsent() {
    return stream.unsent();
  }

  @Override
  public void onRoom(Runnable action) {
    stream.onRoom(action);
  }

  @Override
  public void onGone(Runnable action) {
    stream.onGone(() -> {
      parts.drop();
      action.run();
    });
  }

  @Override
  public void end() {
    parts.whole();
    stream.end();
  }

  @Override
  public void abort() {
    parts.drop();
    stream.abort();
  }
}
