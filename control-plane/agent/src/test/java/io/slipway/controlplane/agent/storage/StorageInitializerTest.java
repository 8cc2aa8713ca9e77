// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import io.slipway.storage.archive.ArchiveLimits;
import io.slipway.storage.http.HttpLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageInitializerTest {
  @TempDir Path directory;
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private String run(String... args) throws InterruptedException {
    try (ModelStore store = store()) {
      new StorageInitializer(store, directory).start(containerRun(args), new Ends());
      String end = ends.poll(20, TimeUnit.SECONDS);
      return end == null ? "nothing" : end;
    }
  }

  private ModelStore store() {
    return ModelStore.open(
        new StorageConfig(
            directory.resolve("cache"), 1 << 20, HttpLimits.DEFAULT, ArchiveLimits.DEFAULT));
  }

  private ContainerRun containerRun(String... args) {
    return containerRun(log::add, args);
  }

  private ContainerRun containerRun(ContainerLog lines, String... args) {
    return new ContainerRun(
        new PodIdentity("default", "iris", "1", Map.of(), Map.of()),
        "storage-initializer",
        StorageInitializer.IMAGE,
        List.of(),
        List.of(args),
        Map.of(),
        List.of(new Mount("/mnt/models", directory.resolve("volume"), false)),
        lines,
        CrashJournal.NONE);
  }

  private final class Ends implements ContainerListener {
    @Override
    public void ready(boolean ready) {
      ends.add("ready " + ready);
    }

    @Override
    public void exited(int exitCode, String reason, String message) {
      ends.add(exitCode + " " + reason + " " + message);
    }
  }

  @Test
  void aDirectoryIsLinkedByItsEntries() throws IOException, InterruptedException {
    Path model = Files.createDirectories(directory.resolve("model/1"));
    Files.writeString(model.resolve("model.onnx"), "x");
    Files.writeString(directory.resolve("model/config.pbtxt"), "y");

    assertThat(run("file://" + directory.resolve("model"), "/mnt/models"))
        .isEqualTo("0 Completed ");
    assertThat(directory.resolve("volume/1/model.onnx")).hasContent("x");
    assertThat(directory.resolve("volume/config.pbtxt")).hasContent("y");
  }

  @Test
  void aFileKeepsItsNameAndTwoModelsTheirPlaces() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("a.onnx"), "a");
    Files.writeString(directory.resolve("b.onnx"), "b");

    assertThat(run("a.onnx", "/mnt/models/a", "b.onnx", "/mnt/models/b")).startsWith("0 ");
    assertThat(directory.resolve("volume/a/a.onnx")).hasContent("a");
    assertThat(directory.resolve("volume/b/b.onnx")).hasContent("b");
  }

  @Test
  void whatNobodyForesawEndsItToo() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("a.onnx"), "a");
    ContainerLog broken =
        _ -> {
          throw new StackOverflowError("too deep");
        };
    try (ModelStore store = store()) {
      new StorageInitializer(store, directory)
          .start(containerRun(broken, "a.onnx", "/mnt/models"), new Ends());

      assertThat(ends.poll(20, TimeUnit.SECONDS))
          .isEqualTo("1 Error java.lang.StackOverflowError: too deep");
    }
  }

  @Test
  void whereItsLinksLeadIsKnown() throws IOException {
    Files.writeString(directory.resolve("a.onnx"), "a");
    Path model = Files.createDirectories(directory.resolve("model/1"));

    try (ModelStore store = store()) {
      assertThat(
              new StorageInitializer(store, directory)
                  .linked(
                      containerRun("a.onnx", "/mnt/models/a", "file://" + model, "/mnt/models/b")))
          .containsExactly(directory.resolve("a.onnx"), model);
    }
  }

  @Test
  void itMayRunAgain() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("a.onnx"), "a");

    assertThat(run("a.onnx", "/mnt/models")).startsWith("0 ");
    assertThat(run("a.onnx", "/mnt/models")).startsWith("0 ");
  }

  @Test
  void whatIsNotThereIsAnErrorWithItsPath() throws InterruptedException {
    String missing = directory.resolve("none").toString();

    assertThat(run(missing, "/mnt/models"))
        .startsWith("1 Error ")
        .contains(missing + " does not exist");
    assertThat(log).singleElement().asString().contains("does not exist");
  }

  @Test
  void argumentsArePairs() throws InterruptedException {
    assertThat(run("a.onnx"))
        .isEqualTo("1 Error args: [a.onnx] (expected: pairs of a storageUri and a directory)");
  }
}
