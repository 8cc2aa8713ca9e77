// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A watch, read by one thread; another may close it. What has arrived and is not read is at most
 * one piece of the connection: the next is asked for when that one is used up.
 */
public final class WatchStream implements AutoCloseable {
  private static final int MAX_EVENT_BYTES = 16 << 20;
  private static final int OPEN_SECONDS = 30;

  /** Bytes as they came; none of them at the end. */
  private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();

  private final Queue<WatchEvent> events = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final AsyncBody body;

  private WatchStream(AsyncBody body, Pieces arrived) {
    this.body = body;
    arrived.into(pieces);
    body.done().whenComplete((_, _) -> pieces.add(new byte[0]));
    body.consume();
  }

  static WatchStream open(HttpClient http, HttpRequest request) {
    Pieces arrived = new Pieces();
    String what = "watch of " + request.uri().getPath();
    try {
      HttpResponse<AsyncBody> response =
          http.consumeBytes(request, arrived).get(OPEN_SECONDS, TimeUnit.SECONDS);
      if (!response.isSuccessful()) {
        throw refused(response, arrived, what);
      }
      return new WatchStream(response.body(), arrived);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubeException(0, "", what + " was interrupted", e);
    } catch (ExecutionException e) {
      throw new KubeException(0, "", what + " failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new KubeException(0, "", what + " was not answered in time", e);
    }
  }

  private static KubeException refused(
      HttpResponse<AsyncBody> response, Pieces arrived, String what) throws InterruptedException {
    try (WatchStream stream = new WatchStream(response.body(), arrived)) {
      byte[] piece = stream.pieces.poll(OPEN_SECONDS, TimeUnit.SECONDS);
      return KubeApi.refusal(response.code(), piece == null ? new byte[0] : piece, what);
    }
  }

  /**
   * The next event; waits for it.
   *
   * @return null at the end of the watch, which servers bring about every few minutes
   * @throws KubeException if the server ends it with an error, such as that the revision is gone
   */
  public @Nullable WatchEvent next() throws InterruptedException {
    while (events.isEmpty()) {
      byte[] piece = pieces.take();
      if (piece.length == 0) {
        return null;
      }
      read(piece);
      body.consume();
    }
    return events.remove();
  }

  private void read(byte[] piece) {
    int from = 0;
    for (int i = 0; i < piece.length; i++) {
      if (piece[i] == '\n') {
        line.write(piece, from, i - from);
        from = i + 1;
        if (line.size() > 0) {
          event(line.toByteArray());
        }
        line.reset();
      }
    }
    line.write(piece, from, piece.length - from);
    if (line.size() > MAX_EVENT_BYTES) {
      throw new KubeException(
          0, "", "an event of a watch is larger than " + MAX_EVENT_BYTES + " bytes", null);
    }
  }

  private void event(byte[] json) {
    Fields event;
    try {
      event = Fields.of(Json.object(json));
    } catch (IOException e) {
      throw new KubeException(0, "", "a watch told no JSON: " + e.getMessage(), e);
    }
    Fields object = event.fields("object");
    String type = event.text("type");
    if (type.equals("ERROR")) {
      throw KubeApi.refusal(object, 0);
    }
    events.add(new WatchEvent(WatchEvent.Type.valueOf(type), new KubeObject(object.json())));
  }

  @Override
  public void close() {
    body.cancel();
    pieces.add(new byte[0]);
  }

  /** Takes what arrives; the first piece may come before the stream is there. */
  private static final class Pieces implements AsyncBody.Consumer<List<ByteBuffer>> {
    private final Queue<byte[]> early = new ArrayDeque<>();
    private @Nullable BlockingQueue<byte[]> target;

    synchronized void into(BlockingQueue<byte[]> target) {
      this.target = target;
      target.addAll(early);
      early.clear();
    }

    @Override
    public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      for (ByteBuffer buffer : buffers) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        piece.writeBytes(bytes);
      }
      if (piece.size() == 0) {
        body.consume();
      } else if (target == null) {
        early.add(piece.toByteArray());
      } else {
        target.add(piece.toByteArray());
      }
    }
  }
}
