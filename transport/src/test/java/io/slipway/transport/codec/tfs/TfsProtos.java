// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** TensorFlow Serving's messages as protobuf-java reads and writes them: the reference. */
final class TfsProtos {
  private static final Map<String, FileDescriptor> FILES = load();

  private TfsProtos() {}

  private static Map<String, FileDescriptor> load() {
    Path path = Path.of("src/test/upstream/tensorflow-serving/tensorflow_serving.desc");
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    try {
      for (FileDescriptorProto file :
          FileDescriptorSet.parseFrom(Files.readAllBytes(path)).getFileList()) {
        FileDescriptor[] imports =
            file.getDependencyList().stream()
                .map(name -> Objects.requireNonNull(files.get(name), name))
                .toArray(FileDescriptor[]::new);
        files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
      }
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
    return files;
  }

  private static Descriptor descriptor(String message) {
    for (FileDescriptor file : FILES.values()) {
      Descriptor found = file.findMessageTypeByName(message);
      if (found != null) {
        return found;
      }
    }
    throw new IllegalArgumentException(message);
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

  /** A message in one line of the text format, with what an Any has inside. */
  static String text(String message, byte[] bytes) {
    TypeRegistry types =
        TypeRegistry.newBuilder()
            .add(Objects.requireNonNull(descriptor("SignatureDefMap")))
            .build();
    try {
      DynamicMessage parsed = DynamicMessage.parseFrom(descriptor(message), bytes);
      if (!parsed.getUnknownFields().isEmpty()) {
        throw new AssertionError("unknown fields: " + parsed);
      }
      return TextFormat.printer()
          .usingTypeRegistry(types)
          .emittingSingleLine(true)
          .printToString(parsed);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
