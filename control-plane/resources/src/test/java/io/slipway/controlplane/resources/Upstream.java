// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import io.slipway.controlplane.resources.yaml.YamlLimits;
import io.slipway.controlplane.resources.yaml.YamlMap;
import io.slipway.controlplane.resources.yaml.YamlReader;
import io.slipway.controlplane.resources.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** KServe's own files, as they are copied beside the tests. */
public final class Upstream {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path FOLDER = MODULE.resolve("src/test/upstream");

  /** A manifest, and its path in KServe's repository. */
  public record Sample(String name, String text) {}

  private Upstream() {}

  /** The root of this repository. */
  public static Path repository() {
    return MODULE.resolve("../..").normalize();
  }

  /** The manifests with InferenceServices, by path. */
  public static List<Sample> samples() throws IOException {
    Path root = FOLDER.resolve("kserve-samples");
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> manifests = files.filter(Files::isRegularFile).sorted().toList();
      List<Sample> samples = new ArrayList<>();
      for (Path manifest : manifests) {
        String name = root.relativize(manifest).toString().replace('\\', '/');
        samples.add(new Sample(name, Files.readString(manifest)));
      }
      return samples;
    }
  }

  /** The OpenAPI schema of the CRD's version v1beta1. */
  public static YamlMap schema() throws IOException {
    return schema(FOLDER.resolve("serving.kserve.io_inferenceservices.yaml"));
  }

  /** The OpenAPI schema of the one version of another CRD of KServe. */
  public static YamlMap schema(String plural) throws IOException {
    String file = "serving.kserve.io_" + plural + ".yaml";
    return schema(MODULE.resolve("../apiserver/src/test/upstream/crds/kserve").resolve(file));
  }

  private static YamlMap schema(Path file) throws IOException {
    YamlLimits limits = new YamlLimits(8 << 20, 100, 1_000_000);
    YamlText text = YamlReader.read(Files.readString(file), "crd.yaml", limits);
    YamlMap crd = (YamlMap) text.documents().getFirst().root();
    YamlMap spec = Objects.requireNonNull(crd.map("spec"));
    YamlMap version = (YamlMap) Objects.requireNonNull(spec.list("versions")).items().getFirst();
    return Objects.requireNonNull(
        Objects.requireNonNull(version.map("schema")).map("openAPIV3Schema"));
  }
}
