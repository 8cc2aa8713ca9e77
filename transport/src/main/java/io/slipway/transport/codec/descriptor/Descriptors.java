// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

import io.slipway.transport.codec.grpc.ProtoWriter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The descriptors of some files that import nothing but each other. Immutable. */
public final class Descriptors {
  private final Map<String, ProtoFile> files = new LinkedHashMap<>();
  private final Map<String, byte[]> written = new HashMap<>();
  private final TypeNames names;

  /**
   * @throws IllegalArgumentException if a name is not there or there twice
   */
  public Descriptors(List<ProtoFile> files) {
    for (ProtoFile file : files) {
      this.files.put(file.name(), file);
    }
    names = new TypeNames(files);
    DescriptorWriter writer = new DescriptorWriter(names);
    for (ProtoFile file : files) {
      try (OutputBuffer out = OutputBuffer.allocate(1024)) {
        writer.write(file, new ProtoWriter(out));
        written.put(file.name(), out.toByteArray());
      }
    }
  }

  /** The full names of all services, in their order. */
  public List<String> services() {
    List<String> services = new ArrayList<>();
    for (ProtoFile file : files.values()) {
      for (ProtoFile.Service service : file.services()) {
        services.add(TypeNames.join(file.packageName(), service.name()));
      }
    }
    return services;
  }

  /** The name of the file that defines a full name, null if none does. */
  public @Nullable String fileOf(String symbol) {
    ProtoFile file = names.file(symbol);
    return file == null ? null : file.name();
  }

  /** Whether a message has this full name. */
  public boolean isMessage(String symbol) {
    return names.kind(symbol) == TypeNames.Kind.MESSAGE;
  }

  /**
   * The descriptor of a file, as bytes of {@code FileDescriptorProto}, and behind it those of all
   * files that it imports; empty if there is no such file.
   */
  public List<byte[]> withImports(String fileName) {
    Map<String, byte[]> found = new LinkedHashMap<>();
    Deque<String> wanted = new ArrayDeque<>(List.of(fileName));
    while (!wanted.isEmpty()) {
      String name = wanted.remove();
      ProtoFile file = files.get(name);
      byte[] bytes = written.get(name);
      if (file != null && bytes != null && found.put(name, bytes) == null) {
        wanted.addAll(file.imports());
      }
    }
    return List.copyOf(found.values());
  }
}
