// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;

/**
 * The messages of Triton's {@code SystemSharedMemoryStatus}, {@code -Register} and {@code
 * -Unregister}; the answers to the last two are empty messages. Bodies and buffers stay the
 * caller's; a malformed message is an INVALID_ARGUMENT.
 */
public final class SharedMemoryMessages {
  private static final int NAME = 1;
  private static final int KEY = 2;
  private static final int OFFSET = 3;
  private static final int BYTE_SIZE = 4;

  private static final int REGIONS = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private SharedMemoryMessages() {}

  /** The region of a status or unregister request; empty for all. */
  public static String decodeName(RequestBody message) {
    return decodeRegister(message).name();
  }

  /** A register request: what the region is to be. Unsigned numbers above 63 bits are negative. */
  public static RegionStatus decodeRegister(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String name = "";
    String key = "";
    long offset = 0;
    long byteSize = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (KEY << 3) | ProtoReader.BYTES -> key = in.readString();
        case (OFFSET << 3) | ProtoReader.VARINT -> offset = in.readVarint();
        case (BYTE_SIZE << 3) | ProtoReader.VARINT -> byteSize = in.readVarint();
        default -> in.skipField(tag);
      }
    }
    return new RegionStatus(name, key, offset, byteSize);
  }

  /** A status response: a map of regions by name. */
  public static void encodeStatus(List<RegionStatus> regions, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    for (RegionStatus region : regions) {
      writer.message(
          REGIONS,
          entry -> {
            entry.repeatedString(ENTRY_KEY, region.name());
            entry.message(ENTRY_VALUE, value -> writeRegion(value, region));
          });
    }
  }

  private static void writeRegion(ProtoWriter out, RegionStatus region) {
    out.string(NAME, region.name());
    out.string(KEY, region.key());
    out.oneVarint(OFFSET, region.offset());
    out.oneVarint(BYTE_SIZE, region.byteSize());
  }
}
