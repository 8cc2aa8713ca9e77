// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a protobuf file defines.
 *
 * @param name by which other files import it
 * @param packageName empty if it has none
 */
public record ProtoFile(
    String name,
    String packageName,
    List<String> imports,
    List<Message> messages,
    List<Enumeration> enumerations,
    List<Service> services) {
  public ProtoFile {
    imports = List.copyOf(imports);
    messages = List.copyOf(messages);
    enumerations = List.copyOf(enumerations);
    services = List.copyOf(services);
  }

  /**
   * Reads proto3 as far as descriptors without options need it: messages with their fields, maps,
   * oneofs and inner types, enumerations, services, imports.
   *
   * @throws IllegalArgumentException with the line, if {@code text} is anything else
   */
  public static ProtoFile parse(String name, String text) {
    return new ProtoParser(name, text).file();
  }

  /** A message and the types inside it. */
  public record Message(
      String name,
      List<Field> fields,
      List<String> oneofs,
      List<Message> messages,
      List<Enumeration> enumerations) {
    public Message {
      fields = List.copyOf(fields);
      oneofs = List.copyOf(oneofs);
      messages = List.copyOf(messages);
      enumerations = List.copyOf(enumerations);
    }
  }

  /**
   * A field.
   *
   * @param type a scalar type, or a name that is looked up from the message outwards
   * @param mapKey the type of the keys if the field is a map, whose values are of {@code type}
   * @param oneof the place of its group among those of its message, -1 if it is in none
   */
  public record Field(
      String name, int number, boolean repeated, String type, @Nullable String mapKey, int oneof) {}

  /** An enumeration. */
  public record Enumeration(String name, List<Constant> constants) {
    public Enumeration {
      constants = List.copyOf(constants);
    }
  }

  /** A value of an enumeration. */
  public record Constant(String name, int number) {}

  /** A service. */
  public record Service(String name, List<Method> methods) {
    public Service {
      methods = List.copyOf(methods);
    }
  }

  /** A method, whose types are looked up as those of fields. */
  public record Method(
      String name, String input, boolean clientStreaming, String output, boolean serverStreaming) {}
}
