// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.storage;

import io.slipway.api.error.ServingException;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.InProcessImage;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.storage.ModelStore;
import io.slipway.storage.fetch.FetchObserver;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image {@code slipway/storage-initializer}: arguments are pairs of a {@code storageUri} and a
 * directory of the container, as KServe's has them. What the URI names is linked into the
 * directory, not copied: a file under its own name, the entries of a directory under theirs. The
 * cache of the store is shared by all Pods. Thread-safe.
 */
public final class StorageInitializer implements InProcessImage {
  public static final String IMAGE = "slipway/storage-initializer";

  private static final Logger log = LoggerFactory.getLogger(StorageInitializer.class);

  private final ModelStore store;
  private final Path baseDirectory;

  /**
   * @param store used, not closed
   * @param baseDirectory where relative paths in URIs start
   */
  public StorageInitializer(ModelStore store, Path baseDirectory) {
    this.store = store;
    this.baseDirectory = baseDirectory;
  }

  @Override
  public RunningContainer start(ContainerRun run, ContainerListener listener) {
    AtomicBoolean stopped = new AtomicBoolean();
    Thread fetching =
        Thread.ofVirtual()
            .name("storage-" + run.pod())
            .start(() -> {
              try {
                fetch(run);
                listener.exited(0, "Completed", "");
              } catch (ServingException | IOException | IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                run.log().line(message);
                listener.exited(stopped.get() ? 143 : 1, "Error", message);
              } catch (RuntimeException | Error e) { // else its Pod would wait for ever
                log.error("the model of {} cannot be fetched", run.pod(), e);
                listener.exited(1, "Error", e.toString());
              }
            });
    return _ -> {
      stopped.set(true);
      fetching.interrupt();
    };
  }

  /** What is fetched already is only looked up. */
  @Override
  public List<Path> linked(ContainerRun run) {
    List<Path> linked = new ArrayList<>();
    List<String> args = pairs(run);
    for (int i = 0; i < args.size(); i += 2) {
      linked.add(
          store.fetch(args.get(i), baseDirectory, FetchObserver.NONE).toAbsolutePath().normalize());
    }
    return linked;
  }

  private static List<String> pairs(ContainerRun run) {
    List<String> args = run.args();
    if (args.isEmpty() || args.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "args: %s (expected: pairs of a storageUri and a directory)".formatted(args));
    }
    return args;
  }

  private void fetch(ContainerRun run) throws IOException {
    List<String> args = pairs(run);
    for (int i = 0; i < args.size(); i += 2) {
      Path source =
          store.fetch(
              args.get(i),
              baseDirectory,
              (uri, bytes, _) -> run.log().line(uri + ": " + bytes + " bytes"));
      Path target = run.onThisMachine(args.get(i + 1));
      link(source, target);
      run.log().line(args.get(i) + " is at " + args.get(i + 1));
    }
  }

  private static void link(Path source, Path target) throws IOException {
    Files.createDirectories(target);
    if (!Files.isDirectory(source)) {
      replace(target.resolve(source.getFileName()), source);
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
      for (Path entry : entries) {
        replace(target.resolve(entry.getFileName()), entry);
      }
    }
  }

  private static void replace(Path link, Path source) throws IOException {
    if (Files.isSymbolicLink(link)) {
      Files.delete(link);
    }
    Files.createSymbolicLink(link, source.toAbsolutePath());
  }
}
