// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reflection;

import io.slipway.transport.codec.descriptor.ProtoFile;
import io.slipway.transport.codec.descriptor.ProtoFile.Constant;
import io.slipway.transport.codec.descriptor.ProtoFile.Enumeration;
import io.slipway.transport.codec.descriptor.ProtoFile.Message;
import io.slipway.transport.codec.modelconfig.EnumType;
import io.slipway.transport.codec.modelconfig.Field;
import io.slipway.transport.codec.modelconfig.FieldType;
import io.slipway.transport.codec.modelconfig.MessageType;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import io.slipway.transport.codec.modelconfig.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file with {@code inference.ModelConfig}, made of the schema that configurations are read by.
 */
final class ModelConfigProto {
  /** By which other files import it. */
  private static final String NAME = "model_config.proto";

  /** By their names, those of inner types with their outer ones before a dot. */
  private final Map<String, FieldType> types = new TreeMap<>();

  private ModelConfigProto() {}

  static ProtoFile file() {
    ModelConfigProto proto = new ModelConfigProto();
    proto.collect(ModelConfigSchema.modelConfig());
    return new ProtoFile(
        NAME, "inference", List.of(), proto.messages(""), proto.enumerations(""), List.of());
  }

  private void collect(FieldType type) {
    switch (type) {
      case ScalarType _ -> {}
      case EnumType enumType -> types.put(enumType.name(), enumType);
      case MessageType message -> {
        if (types.put(message.name(), message) == null) {
          message.fields().forEach(field -> collect(field.type()));
        }
      }
    }
  }

  private List<Message> messages(String outer) {
    List<Message> messages = new ArrayList<>();
    types.forEach((name, type) -> {
      if (type instanceof MessageType message && outer(name).equals(outer)) {
        messages.add(message(name, message));
      }
    });
    return messages;
  }

  private Message message(String name, MessageType type) {
    List<String> oneofs = new ArrayList<>();
    List<ProtoFile.Field> fields = new ArrayList<>();
    for (Field field : type.fields()) {
      if (field.oneof() != null && !oneofs.contains(field.oneof())) {
        oneofs.add(field.oneof());
      }
      fields.add(
          new ProtoFile.Field(
              field.name(),
              field.number(),
              field.cardinality() == Field.Cardinality.REPEATED,
              name(field.type()),
              field.key() == null ? null : name(field.key()),
              field.oneof() == null ? -1 : oneofs.indexOf(field.oneof())));
    }
    return new Message(inner(name), fields, oneofs, messages(name), enumerations(name));
  }

  private List<Enumeration> enumerations(String outer) {
    List<Enumeration> enumerations = new ArrayList<>();
    types.forEach((name, type) -> {
      if (type instanceof EnumType enumType && outer(name).equals(outer)) {
        List<Constant> constants =
            enumType.constants().stream()
                .map(constant -> new Constant(constant.name(), constant.number()))
                .toList();
        enumerations.add(new Enumeration(inner(name), constants));
      }
    });
    return enumerations;
  }

  private static String name(FieldType type) {
    return switch (type) {
      case ScalarType scalar -> scalar.name().toLowerCase(Locale.ROOT);
      case EnumType enumType -> enumType.name();
      case MessageType message -> message.name();
    };
  }

  private static String outer(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }

  private static String inner(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
