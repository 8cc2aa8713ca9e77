// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.transport.memory.RequestBody;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The body of a request while it is sent on, in small copies. An answer may come before all of it
 * is sent: then nothing more is read of it.
 */
final class SentBody implements AutoCloseable {
  private static final int PART_BYTES = 32 << 10;

  private final RequestBody body;
  private final int size;
  private boolean closed;

  /** Takes a reference of its own. */
  SentBody(RequestBody body) {
    this.body = body.retain();
    this.size = body.size();
  }

  /** From the beginning, each time. */
  BodyPublisher publisher() {
    return size == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(Parts::new), size);
  }

  private synchronized byte[] part(int offset) {
    if (closed) {
      throw new IllegalStateException("the request was answered before all of it was sent");
    }
    return body.copy(offset, Math.min(PART_BYTES, size - offset));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      body.close();
    }
  }

  private final class Parts implements Iterator<byte[]> {
    private int sent;

    @Override
    public boolean hasNext() {
      return sent < size;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      byte[] part = part(sent);
      sent += part.length;
      return part;
    }
  }
}
