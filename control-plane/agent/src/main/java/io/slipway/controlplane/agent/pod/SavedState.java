// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.plan.BackOff;
import io.slipway.controlplane.agent.state.ContainerState;
import io.slipway.controlplane.agent.state.ContainerState.Terminated;
import io.slipway.controlplane.agent.state.ContainerState.Waiting;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.MalformedObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of a Pod's containers, in a file, for the next process of the agent. */
final class SavedState {
  private static final Logger log = LoggerFactory.getLogger(SavedState.class);

  private final Path directory;
  private final Path file;
  private String written = "";

  SavedState(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("state.json");
  }

  void write(Instant startTime, Collection<Slot> slots) {
    String text = Json.text(json(startTime, slots));
    if (text.equals(written)) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Path fresh = directory.resolve("state.json.new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      written = text;
    } catch (IOException e) {
      log.warn("the state of the Pod in {} cannot be written", directory, e);
    }
  }

  private static Map<String, Object> json(Instant startTime, Collection<Slot> slots) {
    List<Object> containers = new ArrayList<>();
    for (Slot slot : slots) {
      Map<String, Object> container = new LinkedHashMap<>();
      container.put("name", slot.spec.name());
      container.put("runs", slot.runs);
      // A start that is under way may have made a process already.
      ContainerState state = slot.starting ? new ContainerState.Running(slot.begunAt) : slot.state;
      container.put("state", state.json());
      container.put("image", slot.image);
      container.put("starting", slot.starting);
      container.put("started", slot.started);
      container.put("ready", slot.ready);
      if (slot.last != null) {
        container.put("last", slot.last.json());
      }
      container.put("pauseSeconds", slot.backOff.pause().toSeconds());
      container.put("pauseSince", slot.backOff.since().toString());
      if (!slot.crash.isEmpty()) {
        container.put("crash", slot.crash);
      }
      containers.add(container);
    }
    return Map.of("startTime", startTime.toString(), "containers", containers);
  }

  /** Fills the slots; the Pod's start time, or empty if nothing is known of it. */
  Optional<Instant> read(Map<String, Slot> slots) {
    try {
      Fields saved = Fields.of(Json.object(Files.readAllBytes(file)));
      for (Fields container : saved.list("containers")) {
        Slot slot = slots.get(container.text("name"));
        if (slot != null) {
          fill(slot, container);
        }
      }
      return Optional.of(Instant.parse(saved.text("startTime")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | DateTimeException | MalformedObjectException e) {
      log.warn("the state of the Pod in {} cannot be read; it begins anew", directory, e);
      return Optional.empty();
    }
  }

  private static void fill(Slot slot, Fields container) {
    slot.runs = (int) container.number("runs", 0);
    slot.crash = container.text("crash");
    slot.image = container.text("image");
    ContainerState state = ContainerState.read(container.fields("state"));
    if (!(state instanceof Waiting)) {
      slot.state = state; // else it has yet to be started
    }
    slot.unsure = container.flag("starting", false);
    if (slot.handle == null) { // else this was read before, and more is known by now
      slot.started = container.flag("started", false);
      slot.ready = container.flag("ready", false);
    }
    if (ContainerState.read(container.fields("last")) instanceof Terminated last) {
      slot.last = last;
    }
    slot.backOff =
        new BackOff(
            Duration.ofSeconds(container.number("pauseSeconds", 0)),
            Instant.parse(container.text("pauseSince", Instant.EPOCH.toString())));
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("the state of the Pod in {} cannot be removed", directory, e);
    }
  }
}
