// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs of the operating system that containers need, wherever they are. */
final class Tools {
  private static final String[] DIRECTORIES = {
    "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"
  };

  private Tools() {}

  static Optional<String> find(String name) {
    for (String directory : DIRECTORIES) {
      Path path = Path.of(directory, name);
      if (Files.isExecutable(path)) {
        return Optional.of(path.toString());
      }
    }
    return Optional.empty();
  }

  /**
   * @throws ContainerCreationException that names it
   */
  static String required(String name) throws ContainerCreationException {
    return find(name)
        .orElseThrow(() ->
            new ContainerCreationException(
                "the program '%s' is not on this machine; containers as processes need it"
                    .formatted(name)));
  }
}
