// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.MalformedObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which container of a runtime a run is, in a file of the run, from before it is made until it is
 * removed: whoever comes later finds it, or what is left of it.
 *
 * @param program as {@link CommandLines} has it
 * @param name of the container
 * @param image for people
 * @param stopSignal what asks it to end
 */
record ContainerFile(
    RuntimeKind kind, List<String> program, String name, String image, String stopSignal) {
  private static final String FILE = "container.json";

  static boolean isIn(Path run) {
    return Files.exists(run.resolve(FILE));
  }

  CommandLines lines() {
    return new CommandLines(kind, program, List.of());
  }

  void write(Path run) throws IOException {
    Map<String, Object> json =
        Map.of(
            "runtime",
            kind.name(),
            "program",
            program,
            "name",
            name,
            "image",
            image,
            "stopSignal",
            stopSignal);
    Path fresh = run.resolve(FILE + ".new");
    Files.writeString(fresh, Json.text(json));
    Files.move(fresh, run.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  static Optional<ContainerFile> read(Path run) throws IOException {
    if (!isIn(run)) {
      return Optional.empty();
    }
    try {
      Fields json = Fields.of(Json.object(Files.readAllBytes(run.resolve(FILE))));
      return Optional.of(
          new ContainerFile(
              RuntimeKind.valueOf(json.text("runtime")),
              json.texts("program"),
              json.text("name"),
              json.text("image"),
              json.text("stopSignal")));
    } catch (MalformedObjectException | IllegalArgumentException e) {
      throw new IOException(run.resolve(FILE) + " does not say which container it is", e);
    }
  }

  static void remove(Path run) throws IOException {
    Files.deleteIfExists(run.resolve(FILE));
  }
}
