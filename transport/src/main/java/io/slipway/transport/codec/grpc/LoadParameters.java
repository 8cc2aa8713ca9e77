// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.codec.repository.LoadRequest;
import io.slipway.transport.codec.repository.LoadRequest.Content;
import io.slipway.transport.codec.repository.LoadRequest.FileOverride;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of {@code RepositoryModelLoadRequest} and of its counterpart. */
final class LoadParameters {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private static final int BOOL = 1;
  private static final int INT64 = 2;
  private static final int STRING = 3;
  private static final int BYTES = 4;

  private final MemorySegment message;
  private final List<FileOverride> files = new ArrayList<>();
  private @Nullable String config;
  private boolean dependents;

  /** One parameter's value; at most one of them is set. */
  private static final class Value {
    private @Nullable Boolean flag;
    private @Nullable String text;
    private TensorBytes.@Nullable Part bytes;
  }

  LoadParameters(MemorySegment message) {
    this.message = message;
  }

  LoadRequest load() {
    return config == null && files.isEmpty() ? LoadRequest.PLAIN : new LoadRequest(config, files);
  }

  boolean unloadDependents() {
    return dependents;
  }

  /** Reads one entry of the map. */
  void read(ProtoReader in) {
    String key = "";
    Value value = new Value();
    int outer = in.enter();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (KEY << 3) | ProtoReader.BYTES -> key = in.readString();
        case (VALUE << 3) | ProtoReader.BYTES -> value = value(in);
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    put(key, value);
  }

  private static Value value(ProtoReader in) {
    Value value = new Value();
    int outer = in.enter();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (BOOL << 3) | ProtoReader.VARINT -> value.flag = in.readBool();
        case (INT64 << 3) | ProtoReader.VARINT -> in.readVarint(); // no parameter is one
        case (STRING << 3) | ProtoReader.BYTES -> value.text = in.readString();
        case (BYTES << 3) | ProtoReader.BYTES -> value.bytes = in.readPart();
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    return value;
  }

  private void put(String key, Value value) {
    if (key.equals(LoadRequest.CONFIG)) {
      if (value.text == null) {
        throw wrong(key, "string_param with the configuration's JSON");
      }
      config = value.text;
    } else if (key.startsWith(LoadRequest.FILE_PREFIX)) {
      if (value.bytes == null) {
        throw wrong(key, "bytes_param with the file");
      }
      LoadRequest.add(files, key, content(value.bytes));
    } else if (key.equals(LoadRequest.UNLOAD_DEPENDENTS)) {
      if (value.flag == null) {
        throw wrong(key, "bool_param");
      }
      dependents = value.flag;
    } else {
      throw ServingException.invalid("the parameter '%s' is not known here".formatted(key));
    }
  }

  private Content content(TensorBytes.Part part) {
    return out -> copy(message.asSlice(part.offset(), part.length()), out);
  }

  private static void copy(MemorySegment from, OutputStream to) throws IOException {
    byte[] piece = new byte[1 << 14];
    for (long at = 0; at < from.byteSize(); at += piece.length) {
      int length = (int) Math.min(piece.length, from.byteSize() - at);
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, piece, 0, length);
      to.write(piece, 0, length);
    }
  }

  private static ServingException wrong(String key, String expected) {
    return ServingException.invalid(
        "the parameter '%s' has another type (expected: %s)".formatted(key, expected));
  }
}
