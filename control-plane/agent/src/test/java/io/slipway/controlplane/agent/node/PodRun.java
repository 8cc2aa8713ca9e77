// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import static org.awaitility.Awaitility.await;

import io.slipway.controlplane.agent.container.RuntimeChoice;
import io.slipway.controlplane.agent.crash.JournalFile;
import io.slipway.controlplane.agent.event.PodEvent;
import io.slipway.controlplane.agent.inprocess.InProcessImages;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.logs.LogLine;
import io.slipway.controlplane.agent.pod.PodSink;
import io.slipway.controlplane.agent.pod.PodWorker;
import io.slipway.controlplane.agent.pod.PodWorld;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import io.slipway.controlplane.agent.volume.Token;
import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One Pod under a worker of its own, with an API that is a field. */
final class PodRun implements PodSink {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path directory;
  private final InProcessImages images;
  private final PodIdentity identity;
  private final Optional<Path> controlGroups;
  private final ChangingSources sources = new ChangingSources();
  private final List<PodEvent> events = new CopyOnWriteArrayList<>();
  private RuntimeChoice choice = RuntimeChoice.NONE;
  private Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
  private @Nullable MachineRuntime runtime;
  private JournalFile journal;
  private @Nullable PodWorker worker;
  private KubeObject object = Pods.object("{'name':'web'}", "{}");
  private volatile Fields status = Fields.NONE;
  private volatile boolean gone;
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  /** Control groups are named by the Pod: that of another test may be removed late. */
  PodRun(Path directory, InProcessImages images) throws IOException {
    this(directory, images, UUID.randomUUID().toString(), Optional.of(Path.of("/sys/fs/cgroup")));
  }

  PodRun(Path directory, InProcessImages images, String uid, Optional<Path> controlGroups)
      throws IOException {
    this.identity = new PodIdentity("default", "web", uid, Map.of(), Map.of());
    this.controlGroups = controlGroups;
    this.directory = directory;
    this.images = images;
    this.journal = JournalFile.open(directory.resolve("journal"));
  }

  /** What runs its containers that are made of images. */
  PodRun with(RuntimeChoice runtime, Map<String, String> environment) {
    this.choice = runtime;
    this.environment = environment;
    return this;
  }

  /** What was told about it, as {@code <reason>: <message>}. */
  List<String> events() {
    return events.stream().map(event -> event.reason() + ": " + event.message()).toList();
  }

  /** One of its containers, to run commands in it. */
  AttachableContainer attach(String container) {
    if (runtime == null) {
      throw new IllegalStateException("no Pod");
    }
    return runtime.process(identity.uid(), container).orElseThrow();
  }

  /** What an agent does that finds files of a Pod which nobody knows any more. */
  void endRun(String container, int run) throws IOException {
    if (runtime == null) {
      throw new IllegalStateException("no Pod");
    }
    runtime
        .left()
        .end(home().resolve("containers").resolve(container).resolve(String.valueOf(run)));
  }

  /** What an agent does with a Pod that is gone and has no worker. */
  void remove() {
    if (runtime == null) {
      throw new IllegalStateException("no Pod");
    }
    runtime.remove(PodSpec.read(object));
  }

  void run(String spec) {
    run("{}", spec);
  }

  void run(String annotations, String spec) {
    String metadata =
        "{'name':'web','namespace':'default','uid':'%s','annotations':%s}"
            .formatted(identity.uid(), annotations);
    object = Pods.object(metadata, spec);
    begin();
  }

  private void begin() {
    AgentConfig config =
        new AgentConfig(
            "here", directory, "127.0.0.1", images, List.of(), controlGroups, choice, environment);
    runtime =
        new MachineRuntime(
            config,
            _ -> sources,
            (_, _, _, _) -> new Token("token", Instant.MAX),
            sources,
            journal,
            Capacity.ofThisMachine(),
            events::add,
            InstantSource.system());
    Map<String, String> crashed = new LinkedHashMap<>();
    journal.suspects().forEach(suspect -> crashed.put(suspect.container(), suspect.what()));
    PodWorld world =
        new PodWorld(
            runtime,
            this,
            directory.resolve("pods"),
            "127.0.0.1",
            InstantSource.system(),
            crashed,
            events::add,
            _ -> {});
    worker = new PodWorker(world, object);
    worker.start();
  }

  /** The agent's process ends as it should. */
  void leave(boolean keepProcesses) throws InterruptedException {
    running().close(keepProcesses);
    if (!running().awaitDone(LIMIT)) {
      throw new AssertionError("the worker does not end");
    }
  }

  /** The agent's process dies while its only container does something. */
  void die(String what) throws InterruptedException {
    await().until(() -> Files.readString(home().resolve("state.json")).contains("running"));
    byte[] state = read(home().resolve("state.json"));
    journal.of(identity.uid(), "main").risk(what).begin();
    leave(true);
    write(home().resolve("state.json"), state);
  }

  /** A new process of the agent; what it says is all that is known. */
  void again() {
    status = Fields.NONE;
    try {
      journal = JournalFile.open(directory.resolve("journal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin();
  }

  void delete(long graceSeconds) {
    Map<String, Object> metadata = new LinkedHashMap<>(object.metadata().json());
    metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
    metadata.put("deletionGracePeriodSeconds", graceSeconds);
    Map<String, Object> json = new LinkedHashMap<>(object.json());
    json.put("metadata", metadata);
    object = new KubeObject(json);
    running().changed(object);
  }

  void end() throws InterruptedException {
    if (worker != null) {
      running().removed();
      running().awaitDone(LIMIT);
    }
    journal.close();
  }

  private PodWorker running() {
    if (worker == null) {
      throw new IllegalStateException("no Pod");
    }
    return worker;
  }

  @Override
  public Optional<KubeObject> status(KubeObject known, Map<String, Object> written) {
    if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("a fault in a test");
    }
    status = Fields.of(written);
    Map<String, Object> json = new LinkedHashMap<>(known.json());
    json.put("status", written);
    return Optional.of(new KubeObject(json));
  }

  @Override
  public boolean gone(KubeObject known) {
    gone = refusals.getAndDecrement() <= 0;
    return gone;
  }

  /** The API cannot be reached so many times when the Pod is gone. */
  void refuse(int times) {
    refusals.set(times);
  }

  /** The next statuses are not written, for a reason that nobody has thought of. */
  void fail(int times) {
    faults.set(times);
  }

  boolean fails() {
    return faults.get() > 0;
  }

  boolean isGone() {
    return gone;
  }

  /** What its volumes and variables are made of. */
  ChangingSources sources() {
    return sources;
  }

  /** Its makers give it other labels. */
  void label(Map<String, Object> labels) {
    Map<String, Object> metadata = new LinkedHashMap<>(object.metadata().json());
    metadata.put("labels", labels);
    Map<String, Object> json = new LinkedHashMap<>(object.json());
    json.put("metadata", metadata);
    object = new KubeObject(json);
    running().changed(object);
  }

  /** Its makers give it another spec. */
  void change(String spec) {
    Map<String, Object> json = new LinkedHashMap<>(object.json());
    json.put("spec", Pods.json(spec));
    object = new KubeObject(json);
    running().changed(object);
  }

  Fields status() {
    return status;
  }

  boolean isFinal() {
    return List.of("Succeeded", "Failed").contains(status.text("phase"));
  }

  Fields container(String name) {
    for (String list : List.of("containerStatuses", "initContainerStatuses")) {
      for (Fields container : status.list(list)) {
        if (container.text("name").equals(name)) {
          return container;
        }
      }
    }
    return Fields.NONE;
  }

  boolean holds(String condition) {
    return status.list("conditions").stream()
        .anyMatch(c -> c.text("type").equals(condition) && c.text("status").equals("True"));
  }

  void awaitPhase(String phase) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            org.assertj.core.api.Assertions.assertThat(status.text("phase"))
                .as(() -> status.json().toString())
                .isEqualTo(phase));
  }

  void awaitWaiting(String container, String reason) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            org.assertj.core.api.Assertions.assertThat(
                    container(container).fields("state").fields("waiting").text("reason"))
                .as(() -> status.json().toString())
                .isEqualTo(reason));
  }

  Path home() {
    return directory.resolve("pods").resolve(identity.uid());
  }

  List<String> log(String container, int run) {
    Path file =
        new io.slipway.controlplane.agent.logs.ContainerLogs(directory.resolve("logs"))
            .file(identity, container, run);
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(LogLine::text).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
