// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

import io.slipway.transport.codec.descriptor.ProtoFile.Constant;
import io.slipway.transport.codec.descriptor.ProtoFile.Enumeration;
import io.slipway.transport.codec.descriptor.ProtoFile.Field;
import io.slipway.transport.codec.descriptor.ProtoFile.Message;
import io.slipway.transport.codec.descriptor.ProtoFile.Method;
import io.slipway.transport.codec.descriptor.ProtoFile.Service;
import io.slipway.transport.codec.grpc.ProtoWriter;
import java.util.List;

/** Writes {@code google.protobuf.FileDescriptorProto}. */
final class DescriptorWriter {
  private static final int NAME = 1;
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 3;
  private static final int TYPE_MESSAGE = 11;
  private static final int TYPE_ENUM = 14;

  private final TypeNames names;

  DescriptorWriter(TypeNames names) {
    this.names = names;
  }

  void write(ProtoFile file, ProtoWriter out) {
    out.string(NAME, file.name());
    out.string(2, file.packageName());
    file.imports().forEach(each -> out.repeatedString(3, each));
    for (Message message : file.messages()) {
      out.message(4, to -> write(message, file.packageName(), to));
    }
    for (Enumeration enumeration : file.enumerations()) {
      out.message(5, to -> write(enumeration, to));
    }
    for (Service service : file.services()) {
      out.message(6, to -> write(service, file.packageName(), to));
    }
    out.string(12, "proto3");
  }

  private void write(Message message, String outer, ProtoWriter out) {
    String scope = TypeNames.join(outer, message.name());
    out.string(NAME, message.name());
    for (Field field : message.fields()) {
      out.message(2, to -> write(field, scope, to));
    }
    for (Message inner : message.messages()) {
      out.message(3, to -> write(inner, scope, to));
    }
    for (Field field : message.fields()) {
      String key = field.mapKey();
      if (key != null) {
        out.message(3, to -> writeEntry(field, key, scope, to));
      }
    }
    for (Enumeration inner : message.enumerations()) {
      out.message(4, to -> write(inner, to));
    }
    for (String oneof : message.oneofs()) {
      out.message(8, to -> to.string(NAME, oneof));
    }
  }

  /** The message that a map's entries are, which protobuf names after the field. */
  private void writeEntry(Field field, String key, String scope, ProtoWriter out) {
    Field keyField = new Field("key", 1, false, key, null, -1);
    Field valueField = new Field("value", 2, false, field.type(), null, -1);
    out.string(NAME, entryName(field));
    out.message(2, to -> write(keyField, scope, to));
    out.message(2, to -> write(valueField, scope, to));
    out.message(7, options -> options.bool(7, true));
  }

  private static String entryName(Field field) {
    String camel = camelCase(field.name());
    return Character.toUpperCase(camel.charAt(0)) + camel.substring(1) + "Entry";
  }

  private void write(Field field, String scope, ProtoWriter out) {
    out.string(NAME, field.name());
    out.oneVarint(3, field.number());
    out.oneVarint(4, field.repeated() || field.mapKey() != null ? REPEATED : OPTIONAL);
    int scalar = scalarType(field.type());
    if (field.mapKey() != null) {
      out.oneVarint(5, TYPE_MESSAGE);
      out.string(6, "." + scope + "." + entryName(field));
    } else if (scalar != 0) {
      out.oneVarint(5, scalar);
    } else {
      String type = names.resolve(field.type(), scope);
      boolean message = names.kind(type) == TypeNames.Kind.MESSAGE;
      out.oneVarint(5, message ? TYPE_MESSAGE : TYPE_ENUM);
      out.string(6, "." + type);
    }
    if (field.oneof() >= 0) {
      out.oneVarint(9, field.oneof());
    }
    out.string(10, camelCase(field.name()));
  }

  /** The number of a scalar type, 0 for any other. */
  private static int scalarType(String type) {
    return switch (type) {
      case "double" -> 1;
      case "float" -> 2;
      case "int64" -> 3;
      case "uint64" -> 4;
      case "int32" -> 5;
      case "fixed64" -> 6;
      case "fixed32" -> 7;
      case "bool" -> 8;
      case "string" -> 9;
      case "bytes" -> 12;
      case "uint32" -> 13;
      case "sfixed32" -> 15;
      case "sfixed64" -> 16;
      case "sint32" -> 17;
      case "sint64" -> 18;
      default -> 0;
    };
  }

  /** The name that a field has in JSON. */
  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }

  private static void write(Enumeration enumeration, ProtoWriter out) {
    out.string(NAME, enumeration.name());
    List<Constant> constants = enumeration.constants();
    for (Constant constant : constants) {
      out.message(
          2,
          to -> {
            to.string(NAME, constant.name());
            to.oneVarint(2, constant.number());
          });
    }
  }

  private void write(Service service, String scope, ProtoWriter out) {
    out.string(NAME, service.name());
    for (Method method : service.methods()) {
      out.message(
          2,
          to -> {
            to.string(NAME, method.name());
            to.string(2, "." + names.resolve(method.input(), scope));
            to.string(3, "." + names.resolve(method.output(), scope));
            to.bool(5, method.clientStreaming());
            to.bool(6, method.serverStreaming());
          });
    }
  }
}
