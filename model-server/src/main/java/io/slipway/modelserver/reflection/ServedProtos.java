// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.reflection;

import io.slipway.transport.codec.descriptor.Descriptors;
import io.slipway.transport.codec.descriptor.ProtoFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What reflection tells: every service that is served, but for TensorFlow Serving's. Read when
 * somebody first asks.
 */
public final class ServedProtos {
  private static final List<String> FILES =
      List.of(
          "grpc_service.proto",
          "model_repository.proto",
          "health.proto",
          "reflection_v1.proto",
          "reflection_v1alpha.proto");

  private static final Descriptors DESCRIPTORS = read();

  private ServedProtos() {}

  public static Descriptors descriptors() {
    return DESCRIPTORS;
  }

  private static Descriptors read() {
    List<ProtoFile> files = new ArrayList<>();
    files.add(ModelConfigProto.file());
    for (String name : FILES) {
      files.add(ProtoFile.parse(name, text(name)));
    }
    return new Descriptors(files);
  }

  private static String text(String name) {
    try (InputStream in = ServedProtos.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
