// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * {@code ServerLiveResponse}, {@code ServerReadyResponse} and {@code ModelReadyResponse}, which are
 * the same on the wire, and the requests that name a model. The requests of the first two are empty
 * messages. Bodies and buffers stay the caller's; a malformed message is an INVALID_ARGUMENT.
 */
public final class HealthMessages {
  private static final int STATE = 1;
  private static final int NAME = 1;
  private static final int VERSION = 2;

  private HealthMessages() {}

  /**
   * {@code ModelReadyRequest} and {@code ModelMetadataRequest}.
   *
   * @param version null for the one that the model's policy picks
   */
  public record ModelReference(String name, @Nullable String version) {}

  /** Writes {@code live} or {@code ready}. */
  public static void encodeState(boolean state, OutputBuffer out) {
    new ProtoWriter(out).bool(STATE, state);
  }

  public static boolean decodeState(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    boolean state = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ProtoReader.tag(STATE, ProtoReader.VARINT)) {
        state = in.readBool();
      } else {
        in.skipField(tag);
      }
    }
    return state;
  }

  public static void encodeReference(ModelReference reference, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(NAME, reference.name());
    writer.string(VERSION, InferRequestMessage.nullToEmpty(reference.version()));
  }

  public static ModelReference decodeReference(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String name = "";
    String version = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (VERSION << 3) | ProtoReader.BYTES -> version = in.readString();
        default -> in.skipField(tag);
      }
    }
    return new ModelReference(name, InferRequestMessage.emptyToNull(version));
  }
}
