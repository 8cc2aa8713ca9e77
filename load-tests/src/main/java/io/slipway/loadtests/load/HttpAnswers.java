// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Finds where the answers of an HTTP/1.1 connection end, and their status; looks at nothing else.
 * For one connection; bodies must have a length or be chunked.
 */
final class HttpAnswers {
  /** There is no whole answer yet. */
  static final int MORE = -1;

  /** These bytes are no HTTP/1.1. */
  static final int UNREADABLE = -2;

  private static final int MAX_LINE = 16 * 1024;

  private enum State {
    STATUS,
    HEADERS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILERS
  }

  private State state = State.STATUS;
  private int status;
  private long left;
  private boolean chunked;
  private boolean closes;

  /** Whether the server closes after the last answer that was read. */
  boolean closes() {
    return closes;
  }

  /**
   * Reads up to the end of an answer: its status, or {@link #MORE} when the bytes are used up as
   * far as they can be.
   */
  int read(ByteBuf in) {
    while (true) {
      if (state == State.BODY || state == State.CHUNK) {
        int skipped = (int) Math.min(left, in.readableBytes());
        in.skipBytes(skipped);
        left -= skipped;
        if (left > 0) {
          return MORE;
        }
        if (state == State.BODY) {
          return done();
        }
        state = State.CHUNK_SIZE;
      } else {
        int end = in.forEachByte(ByteProcessor.FIND_LF);
        if (end < 0) {
          return in.readableBytes() > MAX_LINE ? UNREADABLE : MORE;
        }
        int answer = line(in, in.readerIndex(), end);
        in.readerIndex(end + 1);
        if (answer != MORE) {
          return answer;
        }
      }
    }
  }

  /** Takes the line up to its line feed. */
  private int line(ByteBuf in, int begin, int lineFeed) {
    int end = lineFeed > begin && in.getByte(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
    switch (state) {
      case STATUS -> {
        return statusLine(in, begin, end);
      }
      case HEADERS -> {
        if (end > begin) {
          header(in, begin, end);
        } else if (status < 200) {
          state = State.STATUS;
        } else if (chunked) {
          state = State.CHUNK_SIZE;
        } else {
          state = State.BODY;
        }
      }
      case CHUNK_SIZE -> {
        left = hex(in, begin, end);
        state = left == 0 ? State.TRAILERS : State.CHUNK;
        left += 2;
      }
      case TRAILERS -> {
        if (end == begin) {
          return done();
        }
      }
      case BODY, CHUNK -> throw new IllegalStateException("no lines in " + state);
    }
    return MORE;
  }

  private int statusLine(ByteBuf in, int begin, int end) {
    if (end - begin < "HTTP/1.1 200".length()
        || in.getByte(begin) != 'H'
        || in.getByte(begin + 8) != ' ') {
      return UNREADABLE;
    }
    status = 0;
    for (int i = begin + 9; i < begin + 12; i++) {
      int digit = in.getByte(i) - '0';
      if (digit < 0 || digit > 9) {
        return UNREADABLE;
      }
      status = status * 10 + digit;
    }
    state = State.HEADERS;
    left = 0;
    chunked = false;
    closes = in.getByte(begin + 7) == '0';
    return MORE;
  }

  private void header(ByteBuf in, int begin, int end) {
    if (named(in, begin, end, "content-length:")) {
      left = 0;
      for (int i = begin + "content-length:".length(); i < end; i++) {
        int digit = in.getByte(i) - '0';
        left = digit >= 0 && digit <= 9 ? left * 10 + digit : left;
      }
    } else if (named(in, begin, end, "transfer-encoding:")) {
      chunked = true;
    } else if (named(in, begin, end, "connection:")) {
      closes |=
          (in.getByte(end - 1) | 0x20) == 'e'
              && end - begin >= "connection:close".length()
              && (in.getByte(end - 5) | 0x20) == 'c';
    }
  }

  private static boolean named(ByteBuf in, int begin, int end, String name) {
    if (end - begin < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if ((in.getByte(begin + i) | 0x20) != (name.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static long hex(ByteBuf in, int begin, int end) {
    long value = 0;
    for (int i = begin; i < end; i++) {
      int digit = Character.digit(in.getByte(i), 16);
      if (digit < 0) {
        break;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private int done() {
    state = State.STATUS;
    return status;
  }
}
