// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.modelagent;

import io.slipway.controlplane.operator.revision.ModelHost.Source;
import io.slipway.storage.tree.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The directory that a server takes its models from. It has a directory for each, which is there
 * whole or not at all, and nothing else, because some servers load whatever they find. They are
 * copies: a container sees nothing of the machine that was not there when it was started. What is
 * known of them lies elsewhere, and outlives this process as they do. Each model by one thread at a
 * time.
 */
final class ModelFolder {
  private final Path models;
  private final Path incoming;
  private final Path replaced;
  private final Path loaded;

  private ModelFolder(Path models, Path work) {
    this.models = models;
    this.incoming = work.resolve("incoming");
    this.replaced = work.resolve("replaced");
    this.loaded = work.resolve("loaded");
  }

  /**
   * As it was left, without what was cut off.
   *
   * @param work on the same file system as the models, and not seen by the server
   */
  static ModelFolder open(Path models, Path work) throws IOException {
    ModelFolder folder = new ModelFolder(models, work);
    FileTree.delete(folder.incoming);
    FileTree.delete(folder.replaced);
    for (Path each : new Path[] {models, folder.incoming, folder.replaced, folder.loaded}) {
      Files.createDirectories(each);
    }
    return folder;
  }

  /** The names of the models that are there. */
  Set<String> names() throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(models)) {
      for (Path each : all) {
        names.add(String.valueOf(each.getFileName()));
      }
    }
    return names;
  }

  /** Whether just this one is there, and was loaded by a server. */
  boolean has(Source source) {
    Path mark = loaded.resolve(source.name());
    try {
      return Files.isDirectory(models.resolve(source.name()))
          && Files.exists(mark)
          && Files.readString(mark).equals(mark(source));
    } catch (IOException e) {
      throw new UncheckedIOException("which model is there is not known: " + e, e);
    }
  }

  /** A server has loaded it. */
  void isLoaded(Source source) throws IOException {
    Path fresh = incoming.resolve(source.name());
    Files.writeString(fresh, mark(source));
    Files.move(fresh, loaded.resolve(source.name()), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String mark(Source source) {
    return source.version() + "\n" + source.storageUri();
  }

  /**
   * Puts a model there in place of one of the same name: a file under its own name, the entries of
   * a directory under theirs.
   */
  void place(String name, Path fetched) throws IOException {
    Path fresh = incoming.resolve(name);
    FileTree.delete(fresh);
    Files.createDirectory(fresh); // fails if the Pod has gone meanwhile, with all its files
    if (Files.isDirectory(fetched)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(fetched)) {
        for (Path entry : entries) {
          copy(entry, fresh);
        }
      }
    } else {
      copy(fetched, fresh);
    }
    remove(name);
    Files.move(fresh, models.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void copy(Path file, Path directory) throws IOException {
    FileTree.copy(file, directory.resolve(String.valueOf(file.getFileName())));
  }

  /** Nothing happens if it is not there. */
  void remove(String name) throws IOException {
    Files.deleteIfExists(loaded.resolve(name));
    Path model = models.resolve(name);
    Path old = replaced.resolve(name);
    FileTree.delete(old);
    if (Files.exists(model)) {
      Files.move(model, old, StandardCopyOption.ATOMIC_MOVE);
      FileTree.delete(old);
    }
  }
}
