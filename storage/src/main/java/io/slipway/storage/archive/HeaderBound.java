// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A tar as it is read, with a bound on what comes before the content of an entry: long names and
 * extended headers, which the library reads into memory whole, and one behind the other by calling
 * itself.
 */
final class HeaderBound extends FilterInputStream {
  private static final long UNBOUNDED = Long.MAX_VALUE;

  /** A name of 4096 characters, the system's longest, and attributes have room many times. */
  private static final long HEADER_BYTES = 256 << 10;

  private long left = UNBOUNDED;

  HeaderBound(InputStream in) {
    super(in);
  }

  /** What follows is a header. */
  void begin() {
    left = HEADER_BYTES;
  }

  /** What follows is content. */
  void end() {
    left = UNBOUNDED;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) throws IOException {
    if (left != UNBOUNDED) {
      left -= bytes;
      if (left < 0) {
        throw new IOException("the header of an entry has more than " + HEADER_BYTES + " bytes");
      }
    }
  }
}
