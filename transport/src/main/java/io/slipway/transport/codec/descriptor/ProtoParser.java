// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

import io.slipway.transport.codec.descriptor.ProtoFile.Constant;
import io.slipway.transport.codec.descriptor.ProtoFile.Enumeration;
import io.slipway.transport.codec.descriptor.ProtoFile.Field;
import io.slipway.transport.codec.descriptor.ProtoFile.Message;
import io.slipway.transport.codec.descriptor.ProtoFile.Method;
import io.slipway.transport.codec.descriptor.ProtoFile.Service;
import java.util.ArrayList;
import java.util.List;

/** Reads one protobuf file; see {@link ProtoFile#parse}. */
final class ProtoParser {
  private final String name;
  private final ProtoTokens tokens;

  ProtoParser(String name, String text) {
    this.name = name;
    this.tokens = new ProtoTokens(name, text);
  }

  ProtoFile file() {
    tokens.expect("syntax");
    tokens.expect("=");
    if (!tokens.quoted().equals("proto3")) {
      throw tokens.unexpected("syntax = \"proto3\" before this");
    }
    tokens.expect(";");
    String packageName = "";
    List<String> imports = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    List<Enumeration> enumerations = new ArrayList<>();
    List<Service> services = new ArrayList<>();
    while (!tokens.peek().isEmpty()) {
      switch (tokens.peek()) {
        case "package" -> {
          tokens.next();
          packageName = tokens.word();
          tokens.expect(";");
        }
        case "import" -> {
          tokens.next();
          imports.add(tokens.quoted());
          tokens.expect(";");
        }
        case "message" -> messages.add(message());
        case "enum" -> enumerations.add(enumeration());
        case "service" -> services.add(service());
        default -> throw tokens.unexpected("package, import, message, enum or service");
      }
    }
    return new ProtoFile(name, packageName, imports, messages, enumerations, services);
  }

  private Message message() {
    tokens.expect("message");
    String message = tokens.word();
    List<Field> fields = new ArrayList<>();
    List<String> oneofs = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    List<Enumeration> enumerations = new ArrayList<>();
    tokens.expect("{");
    while (!tokens.take("}")) {
      switch (tokens.peek()) {
        case "message" -> messages.add(message());
        case "enum" -> enumerations.add(enumeration());
        case "oneof" -> {
          tokens.next();
          oneofs.add(tokens.word());
          tokens.expect("{");
          while (!tokens.take("}")) {
            fields.add(field(oneofs.size() - 1));
          }
        }
        default -> fields.add(field(-1));
      }
    }
    return new Message(message, fields, oneofs, messages, enumerations);
  }

  private Field field(int oneof) {
    boolean repeated = tokens.take("repeated");
    String type = tokens.word();
    String key = null;
    if (type.equals("map") && tokens.take("<")) {
      key = tokens.word();
      tokens.expect(",");
      type = tokens.word();
      tokens.expect(">");
    }
    String field = tokens.word();
    tokens.expect("=");
    int number = tokens.number();
    tokens.expect(";");
    return new Field(field, number, repeated, type, key, oneof);
  }

  private Enumeration enumeration() {
    tokens.expect("enum");
    String enumeration = tokens.word();
    List<Constant> constants = new ArrayList<>();
    tokens.expect("{");
    while (!tokens.take("}")) {
      String constant = tokens.word();
      tokens.expect("=");
      constants.add(new Constant(constant, tokens.number()));
      tokens.expect(";");
    }
    return new Enumeration(enumeration, constants);
  }

  private Service service() {
    tokens.expect("service");
    String service = tokens.word();
    List<Method> methods = new ArrayList<>();
    tokens.expect("{");
    while (!tokens.take("}")) {
      tokens.expect("rpc");
      String method = tokens.word();
      tokens.expect("(");
      boolean clientStreaming = tokens.take("stream");
      String input = tokens.word();
      tokens.expect(")");
      tokens.expect("returns");
      tokens.expect("(");
      boolean serverStreaming = tokens.take("stream");
      String output = tokens.word();
      tokens.expect(")");
      tokens.expect(";");
      methods.add(new Method(method, input, clientStreaming, output, serverStreaming));
    }
    return new Service(service, methods);
  }
}
