// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.slipway.transport.codec.grpc.ProtoWriter;
import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code inference.ModelConfig} as protobuf-java reads and writes it, and ours beside it. */
final class Upstream {
  static final Descriptor MODEL_CONFIG = load();

  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private Upstream() {}

  private static Descriptor load() {
    Path path = Path.of("src/test/upstream/triton/model_config.desc");
    try {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(Files.readAllBytes(path));
      FileDescriptor file = FileDescriptor.buildFrom(set.getFile(0), new FileDescriptor[0]);
      return file.findMessageTypeByName("ModelConfig");
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static DynamicMessage parse(String text) throws TextFormat.ParseException {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(MODEL_CONFIG);
    PARSER.merge(text, builder);
    return builder.build();
  }

  static ConfigMessage read(String text) {
    return TextReader.read(
        ModelConfigSchema.modelConfig(), "config.pbtxt", text.getBytes(StandardCharsets.UTF_8));
  }

  static ConfigMessage readJson(String text) {
    return JsonConfigReader.read(ModelConfigSchema.modelConfig(), "config", JsonValue.parse(text));
  }

  static String json(ConfigMessage message) {
    try (OutputBuffer out = OutputBuffer.allocate(256)) {
      JsonWriter json = new JsonWriter(out);
      JsonConfigWriter.write(message, json);
      json.flush();
      return out.toUtf8();
    }
  }

  /** What we write to the wire, as protobuf-java reads it. */
  static DynamicMessage wire(ConfigMessage message) {
    try (OutputBuffer out = OutputBuffer.allocate(256)) {
      WireConfigWriter.write(message, new ProtoWriter(out));
      DynamicMessage parsed = DynamicMessage.parseFrom(MODEL_CONFIG, out.toByteArray());
      if (!parsed.getUnknownFields().isEmpty()) {
        throw new AssertionError("unknown fields: " + parsed);
      }
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
