// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.ModelMetadata;
import io.slipway.transport.codec.ServerMetadata;
import io.slipway.transport.codec.TensorShapes;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ServerMetadataResponse} and {@code ModelMetadataResponse}. The latter's {@code properties}
 * are never written, because MLServer gives that field another type, and are skipped when read.
 * Bodies and buffers stay the caller's; a malformed message is an INVALID_ARGUMENT.
 */
public final class MetadataMessages {
  private static final int NAME = 1;

  private static final int SERVER_VERSION = 2;
  private static final int EXTENSIONS = 3;

  private static final int VERSIONS = 2;
  private static final int PLATFORM = 3;
  private static final int INPUTS = 4;
  private static final int OUTPUTS = 5;

  private static final int DATATYPE = 2;
  private static final int SHAPE = 3;

  private MetadataMessages() {}

  public static void encodeServer(ServerMetadata metadata, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(NAME, metadata.name());
    writer.string(SERVER_VERSION, metadata.version());
    for (String extension : metadata.extensions()) {
      writer.repeatedString(EXTENSIONS, extension);
    }
  }

  public static ServerMetadata decodeServer(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String name = "";
    String version = "";
    List<String> extensions = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (SERVER_VERSION << 3) | ProtoReader.BYTES -> version = in.readString();
        case (EXTENSIONS << 3) | ProtoReader.BYTES -> extensions.add(in.readString());
        default -> in.skipField(tag);
      }
    }
    return new ServerMetadata(name, version, extensions);
  }

  public static void encodeModel(ModelMetadata metadata, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(NAME, metadata.name());
    for (String version : metadata.versions()) {
      writer.repeatedString(VERSIONS, version);
    }
    writer.string(PLATFORM, metadata.signature().platform());
    metadata.signature().inputs().forEach(spec -> writeSpec(writer, INPUTS, spec));
    metadata.signature().outputs().forEach(spec -> writeSpec(writer, OUTPUTS, spec));
  }

  private static void writeSpec(ProtoWriter out, int field, TensorSpec spec) {
    out.message(
        field,
        message -> {
          message.string(NAME, spec.name());
          message.string(DATATYPE, spec.datatype().name());
          if (spec.shape().rank() > 0) {
            message.message(SHAPE, packed -> TensorMessage.writeDims(packed, spec.shape()));
          }
        });
  }

  public static ModelMetadata decodeModel(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String name = "";
    String platform = "";
    List<String> versions = new ArrayList<>();
    List<TensorSpec> inputs = new ArrayList<>();
    List<TensorSpec> outputs = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (VERSIONS << 3) | ProtoReader.BYTES -> versions.add(in.readString());
        case (PLATFORM << 3) | ProtoReader.BYTES -> platform = in.readString();
        case (INPUTS << 3) | ProtoReader.BYTES -> inputs.add(readSpec(in, "input"));
        case (OUTPUTS << 3) | ProtoReader.BYTES -> outputs.add(readSpec(in, "output"));
        default -> in.skipField(tag);
      }
    }
    return new ModelMetadata(name, versions, new ModelSignature(platform, inputs, outputs));
  }

  private static TensorSpec readSpec(ProtoReader in, String kind) {
    String name = "";
    String datatype = "";
    Dims dims = new Dims();
    int outer = in.enter();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (DATATYPE << 3) | ProtoReader.BYTES -> datatype = in.readString();
        case (SHAPE << 3) | ProtoReader.VARINT -> dims.add(in.readVarint());
        case (SHAPE << 3) | ProtoReader.BYTES -> dims.readPacked(in);
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    String label = kind + " '" + name + "'";
    for (long dim : dims.toArray()) {
      if (dim < -1) {
        throw ServingException.invalid(
            "%s has the dimension %d in its shape (expected: >= -1)".formatted(label, dim));
      }
    }
    return new TensorSpec(name, TensorShapes.datatype(datatype, label), Shape.of(dims.toArray()));
  }
}
