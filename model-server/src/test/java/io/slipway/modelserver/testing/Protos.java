// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.slipway.modelserver.reflection.ServedProtos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages that the server describes, as protobuf-java reads and writes them. */
public final class Protos {
  private static final Map<String, FileDescriptor> FILES = new HashMap<>();

  private Protos() {}

  /** The message of a full name: {@code inference.ModelInferRequest}. */
  public static Descriptor descriptor(String name) {
    String file = ServedProtos.descriptors().fileOf(name);
    if (file == null) {
      throw new AssertionError("no file defines " + name);
    }
    String inPackage = name.substring(file(file).getPackage().length() + 1);
    return file(file).findMessageTypeByName(inPackage);
  }

  /** A file, with what it imports. */
  public static synchronized FileDescriptor file(String name) {
    FileDescriptor known = FILES.get(name);
    if (known != null) {
      return known;
    }
    try {
      FileDescriptorProto proto =
          FileDescriptorProto.parseFrom(ServedProtos.descriptors().withImports(name).getFirst());
      List<FileDescriptor> imports = new ArrayList<>();
      for (String each : proto.getDependencyList()) {
        imports.add(file(each));
      }
      FileDescriptor file = FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new));
      FILES.put(name, file);
      return file;
    } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  /** A message given in the text format. */
  public static DynamicMessage message(String name, String text) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor(name));
    try {
      TextFormat.merge(text, builder);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
    return builder.build();
  }

  /** What the bytes are, which must have no fields that are not described. */
  public static DynamicMessage parse(String name, byte[] bytes) {
    try {
      DynamicMessage parsed = DynamicMessage.parseFrom(descriptor(name), bytes);
      if (!parsed.getUnknownFields().asMap().isEmpty()) {
        throw new AssertionError("fields that are not described: " + parsed);
      }
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** A field by its path: {@code infer_response.id}. */
  public static Object get(DynamicMessage message, String path) {
    Object value = message;
    for (String name : path.split("\\.", -1)) {
      DynamicMessage in = (DynamicMessage) value;
      value = in.getField(in.getDescriptorForType().findFieldByName(name));
    }
    return value;
  }
}
