// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The protocol's messages as protobuf-java reads and writes them: the reference. */
final class Upstream {
  private static final FileDescriptor FILE = load();

  private Upstream() {}

  private static FileDescriptor load() {
    Path path = Path.of("src/test/upstream/open-inference-protocol/open_inference_grpc.desc");
    try {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(Files.readAllBytes(path));
      return FileDescriptor.buildFrom(set.getFile(0), new FileDescriptor[0]);
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static Descriptor descriptor(String message) {
    return FILE.findMessageTypeByName(message);
  }

  /** What protobuf-java writes for a message given in the text format. */
  static byte[] bytes(String message, String text) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor(message));
    try {
      TextFormat.merge(text, builder);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
    return builder.build().toByteArray();
  }

  /** What protobuf-java reads, which must not have fields that it does not know. */
  static DynamicMessage parse(String message, byte[] bytes) {
    try {
      DynamicMessage parsed = DynamicMessage.parseFrom(descriptor(message), bytes);
      if (!parsed.getUnknownFields().isEmpty()) {
        throw new AssertionError("unknown fields: " + parsed);
      }
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static Object field(DynamicMessage message, String name) {
    return message.getField(named(message, name));
  }

  static Object element(DynamicMessage message, String name, int index) {
    return message.getRepeatedField(named(message, name), index);
  }

  static int count(DynamicMessage message, String name) {
    return message.getRepeatedFieldCount(named(message, name));
  }

  private static FieldDescriptor named(DynamicMessage message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }
}
