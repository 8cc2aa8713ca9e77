// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree these tests are part of: where the launcher, the examples and the README are. */
final class Checkout {
  private static final Path ROOT = findRoot(Path.of("").toAbsolutePath());

  private Checkout() {}

  static Path root() {
    return ROOT;
  }

  static Path launcher() {
    return ROOT.resolve("slipway");
  }

  static Path readme() {
    return ROOT.resolve("README.md");
  }

  static Path examples() {
    return ROOT.resolve("examples");
  }

  /** Small models made for tests. */
  static Path testModels() {
    return ROOT.resolve("runtimes/onnx/src/test/models");
  }

  static Path python() {
    return ROOT.resolve("cli/src/test/python");
  }

  static Path openInferenceProto() {
    return ROOT.resolve("cli/src/test/upstream/open-inference-protocol/open_inference_grpc.proto");
  }

  private static Path findRoot(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("slipway"))) {
        return folder;
      }
    }
    throw new AssertionError("no executable launcher `slipway` in " + start + " or above it");
  }
}
