// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

import io.slipway.transport.codec.descriptor.ProtoFile.Enumeration;
import io.slipway.transport.codec.descriptor.ProtoFile.Message;
import io.slipway.transport.codec.descriptor.ProtoFile.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The full names of everything that some files define, and the files. */
final class TypeNames {
  /** What a name stands for. */
  enum Kind {
    MESSAGE,
    ENUMERATION,
    /** A service, a method, a field or a constant. */
    OTHER
  }

  private record Definition(Kind kind, ProtoFile file) {}

  private final Map<String, Definition> names = new HashMap<>();

  TypeNames(List<ProtoFile> files) {
    for (ProtoFile file : files) {
      file.messages().forEach(message -> add(file, file.packageName(), message));
      file.enumerations().forEach(each -> add(file, file.packageName(), each));
      for (Service service : file.services()) {
        String name = join(file.packageName(), service.name());
        put(name, Kind.OTHER, file);
        service.methods().forEach(method -> put(join(name, method.name()), Kind.OTHER, file));
      }
    }
  }

  private void add(ProtoFile file, String outer, Message message) {
    String name = join(outer, message.name());
    put(name, Kind.MESSAGE, file);
    message.messages().forEach(each -> add(file, name, each));
    message.enumerations().forEach(each -> add(file, name, each));
    message.fields().forEach(field -> put(join(name, field.name()), Kind.OTHER, file));
  }

  private void add(ProtoFile file, String outer, Enumeration enumeration) {
    put(join(outer, enumeration.name()), Kind.ENUMERATION, file);
    // constants are named beside their enumeration, not inside it
    enumeration
        .constants()
        .forEach(constant -> put(join(outer, constant.name()), Kind.OTHER, file));
  }

  private void put(String name, Kind kind, ProtoFile file) {
    if (names.put(name, new Definition(kind, file)) != null) {
      throw new IllegalArgumentException(name + " is defined twice");
    }
  }

  /** The file that defines a full name, null if none does. */
  @Nullable ProtoFile file(String name) {
    Definition definition = names.get(name);
    return definition == null ? null : definition.file();
  }

  Kind kind(String fullName) {
    Definition definition = names.get(fullName);
    return definition == null ? Kind.OTHER : definition.kind();
  }

  /**
   * The full name of the type that {@code name} means inside {@code scope}: the innermost there is.
   *
   * @throws IllegalArgumentException if there is none
   */
  String resolve(String name, String scope) {
    for (String outer = scope; ; outer = outer.substring(0, Math.max(0, outer.lastIndexOf('.')))) {
      String candidate = join(outer, name);
      if (kind(candidate) != Kind.OTHER) {
        return candidate;
      }
      if (outer.isEmpty()) {
        throw new IllegalArgumentException("there is no type " + name + " in " + scope);
      }
    }
  }

  static String join(String outer, String name) {
    return outer.isEmpty() ? name : outer + "." + name;
  }
}
