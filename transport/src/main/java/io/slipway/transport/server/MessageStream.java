// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcEncoding;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.GrpcMessageReader;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.grpc.GrpcStreamingMethod.Receiver;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.server.TransportObserver.Limit;
import io.slipway.transport.server.TransportObserver.Protocol;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call with streams of messages. A message is handed on when the service has asked for it
 * and the client reads its answers; what the client sends beyond that is held back by its window
 * (RFC 9113, 5.2): bytes are given back to the window as messages are made of them.
 */
final class MessageStream extends GrpcStream<MessageStream.Ending> implements GrpcStreamingCall {
  /** With more than this unread by the client, no further message is handed on. */
  private static final int MAX_UNREAD_BYTES = 1 << 20;

  /** How the service ends the call. */
  sealed interface Ending {
    record Complete() implements Ending {}

    record Failure(ServingException reason) implements Ending {}

    /** As somebody else has ended it. */
    record Passed(GrpcEnd end) implements Ending {}
  }

  private final GrpcStreamingMethod method;
  private volatile GrpcEncoding answerEncoding;
  private final Backlog backlog;

  // What other threads leave for the event loop.
  private final Queue<Packed> outgoing = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requested = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Of what somebody else answers, whose messages are sent as they are. */
  private volatile @Nullable List<Header> passedMetadata;

  private @Nullable Runnable roomAction;

  private @Nullable Receiver receiver;

  /** Messages handed on, of those requested. */
  private int handedOn;

  /** Since when the message that is arriving has been. */
  private long messageSince;

  /** Bytes of answers that the client has not taken. */
  private long unread;

  private boolean working;
  private boolean unpacking;
  private boolean headersSent;
  private boolean endTold;
  private boolean drainTold;

  MessageStream(
      Http2Connection connection,
      int streamId,
      Http2Headers headers,
      String path,
      @Nullable String authority,
      GrpcStreamingMethod method) {
    super(connection, streamId, headers, path, authority);
    this.method = method;
    this.answerEncoding = answerEncoding();
    this.backlog = new Backlog(connection.scope().budget(), connection.allocator());
  }

  @Override
  void start() {
    connection().scope().observer().request(Protocol.GRPC);
    working = true; // messages come when the receiver is known
    try {
      receiver = method.open(this);
    } catch (Throwable failure) {
      failWith(failure);
    }
    working = false;
    if (connection().draining()) {
      drain();
    }
  }

  private void failWith(Throwable failure) {
    ServingException seen = ServerScope.seen(failure);
    if (!isGiven()) {
      give(new Ending.Failure(seen));
    }
  }

  // From the client to the service.

  @Override
  int data(ByteBuf data) {
    int size = data.readableBytes();
    if (backlog.isEmpty()) {
      handOn(data);
    }
    if (isOver()) {
      return size;
    }
    int done = size - data.readableBytes();
    if (data.isReadable()) {
      backlog.add(data);
    }
    return done;
  }

  @Override
  void end() {
    work();
  }

  @Override
  public void request(int messages) {
    requested.addAndGet(messages);
    schedule();
  }

  /** Does what can be done by now: sends, hands on, tells the end. */
  private void work() {
    if (working) {
      return; // whoever works looks at everything again
    }
    try {
      sendOutgoing();
      handOnBacklog();
      tellEnd();
      tellRoom();
    } catch (ServingException failure) {
      refuse(failure);
    }
  }

  private void handOnBacklog() {
    ByteBuf waiting = backlog.bytes();
    if (waiting == null) {
      return;
    }
    int before = waiting.readableBytes();
    handOn(waiting);
    if (!isOver()) { // else the backlog is freed, and the window does not matter
      int done = before - waiting.readableBytes();
      backlog.removed(done);
      connection().consumed(streamId(), done);
    }
  }

  /** Makes messages of {@code data} as far as they are wanted. */
  private void handOn(ByteBuf data) {
    while (wanted() && data.isReadable()) {
      if (reader.atBoundary()) {
        messageSince = connection().now();
      }
      if (reader.read(data)) {
        takeMessage();
      }
    }
  }

  private boolean wanted() {
    return !isOver()
        && !unpacking
        && (!reader.atBoundary() || (handedOn != requested.get() && unread <= MAX_UNREAD_BYTES));
  }

  private void takeMessage() {
    handedOn++;
    RequestBody whole = reader.take();
    if (!reader.compressed()) {
      tell(whole);
      return;
    }
    unpacking = true;
    unpack(
        whole,
        message -> {
          unpacking = false;
          tell(message);
          work();
        });
  }

  private void tell(RequestBody message) {
    try (message) {
      tell(to -> to.message(message));
    }
  }

  private void tellEnd() {
    if (!ended() || endTold || unpacking || isOver() || !backlog.isEmpty()) {
      return;
    }
    if (!reader.atBoundary()) {
      throw GrpcMessageReader.cutShort();
    }
    endTold = true;
    tell(Receiver::end);
  }

  @Override
  void drain() {
    if (!drainTold && !isOver()) {
      drainTold = true;
      tell(Receiver::drain);
    }
  }

  /** What the receiver is told. */
  private interface Event {
    void tell(Receiver to);
  }

  private void tell(Event event) {
    Receiver to = receiver;
    if (to == null) {
      return; // it could not be opened
    }
    boolean nested = working;
    working = true;
    try {
      event.tell(to);
    } catch (Throwable failure) {
      failWith(failure);
    } finally {
      working = nested;
    }
  }

  // From the service to the client.

  @Override
  public void send(OutputBuffer message) {
    outgoing.add(pack(message, answerEncoding));
    if (connection().eventLoop().inEventLoop()) {
      sendOutgoing(); // so that what is unread is known before the next message
    } else {
      schedule();
    }
  }

  /** Has {@link #work} done on the event loop: at once, or soon. */
  private void schedule() {
    if (connection().eventLoop().inEventLoop()) {
      work();
    } else {
      workSoon();
    }
  }

  private void workSoon() {
    if (!scheduled.compareAndSet(false, true)) {
      return;
    }
    try {
      connection()
          .eventLoop()
          .execute(() -> {
            scheduled.set(false);
            work();
          });
    } catch (RejectedExecutionException _) { // the server has stopped
      dropOutgoing();
    }
  }

  private void sendOutgoing() {
    if (isOver()) {
      dropOutgoing();
    } else if (writeOutgoing()) {
      connection().answered(this);
    }
  }

  private boolean writeOutgoing() {
    boolean written = false;
    for (Packed message = outgoing.poll(); message != null; message = outgoing.poll()) {
      writeInitial();
      if (unread == 0) {
        progress(); // the client is waited for from now on
      }
      writeMessage(message);
      written = true;
    }
    return written;
  }

  private void writeInitial() {
    if (headersSent) {
      return;
    }
    headersSent = true;
    List<Header> passed = passedMetadata;
    Http2Headers initial =
        passed == null
            ? GrpcResponseHeaders.initial(answerEncoding)
            : GrpcResponseHeaders.passed(passed);
    connection().writer().headers(streamId(), initial, false);
  }

  @Override
  public void metadata(List<Header> metadata) {
    answerEncoding = GrpcEncoding.IDENTITY;
    passedMetadata = List.copyOf(metadata);
  }

  @Override
  public void onRoom(Runnable action) {
    try {
      connection()
          .eventLoop()
          .execute(() -> {
            roomAction = action;
            work();
          });
    } catch (RejectedExecutionException _) {
      // the server has stopped: nobody takes anything any more
    }
  }

  private void tellRoom() {
    Runnable action = roomAction;
    if (action != null && unread <= MAX_UNREAD_BYTES && !isOver()) {
      roomAction = null;
      action.run();
    }
  }

  private void dropOutgoing() {
    for (Packed message = outgoing.poll(); message != null; message = outgoing.poll()) {
      message.bytes().close();
    }
  }

  @Override
  void write(ByteBuf data) {
    unread += data.readableBytes();
    connection().writer().counted(this, data);
  }

  /** {@code bytes} of the answers have left, or never will. */
  void written(int bytes) {
    progress();
    boolean held = unread > MAX_UNREAD_BYTES;
    unread -= bytes;
    if (held && unread <= MAX_UNREAD_BYTES && !isOver()) {
      workSoon(); // not at once: this is told while frames are written
    }
  }

  @Override
  public void finish() {
    give(new Ending.Complete());
  }

  @Override
  public void fail(ServingException failure) {
    give(new Ending.Failure(ServerScope.seen(failure)));
  }

  @Override
  public void end(GrpcEnd end) {
    give(new Ending.Passed(end));
  }

  @Override
  void send(Ending ending) {
    stopTimer();
    writeOutgoing();
    discard();
    switch (ending) {
      case Ending.Failure(ServingException reason) ->
          writeFailure(200, reason.code(), String.valueOf(reason.getMessage()));
      case Ending.Complete() -> {
        Http2Headers last = headersSent ? GrpcResponseHeaders.OK : GrpcResponseHeaders.OK_ALONE;
        connection().writer().headers(streamId(), last, true);
        connection().answered(this);
      }
      case Ending.Passed(GrpcEnd end) -> {
        writeInitial();
        connection().writer().headers(streamId(), GrpcResponseHeaders.passed(end), true);
        connection().answered(this);
      }
    }
  }

  @Override
  void writeFailure(int httpStatus, ErrorCode code, String reason) {
    if (!headersSent) {
      super.writeFailure(httpStatus, code, reason);
      return;
    }
    Http2Headers trailers = GrpcResponseHeaders.failureTrailers(code.grpcStatus(), reason);
    connection().writer().headers(streamId(), trailers, true);
    connection().answered(this);
  }

  @Override
  void drop(Ending ending) {
    // it owns nothing
  }

  @Override
  @Nullable Limit overdue(long now, TransportConfig config) {
    if (isOver()) {
      return super.overdue(now, config);
    }
    if (unread > 0 && now - since() > config.writeStallTimeout().toNanos()) {
      return Limit.WRITE_STALL;
    }
    boolean arriving = !reader.atBoundary() && !unpacking;
    return arriving && now - messageSince > config.requestTimeout().toNanos()
        ? Limit.REQUEST_TIMEOUT
        : null;
  }

  @Override
  void discard() {
    super.discard();
    backlog.free();
    dropOutgoing();
  }
}
