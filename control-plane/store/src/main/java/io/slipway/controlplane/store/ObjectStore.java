// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Kubernetes objects as documents under keys, in the way of etcd: one counter gives every accepted
 * write its own revision, and a log of the newest changes feeds watches.
 *
 * <p>A write that returned {@link WriteResult.Accepted} is on disk, and every later read sees it.
 * Revisions only grow and are never given twice, also not after a crash.
 *
 * <p>All calls may come from any thread and block: for the disk, for a free connection, or behind
 * other writes. They are meant for virtual threads, never for an event loop. All throw a {@link
 * ServingException}: {@link ErrorCode#INTERNAL} if the database fails, {@link
 * ErrorCode#UNAVAILABLE} if the store is closed. A write that ended so may or may not have
 * happened, unless the message says which.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * The store in a directory, on SQLite; directory and database are made if they are missing.
   *
   * @throws ServingException CONFLICT if another process has the directory, INTERNAL if the
   *     database cannot be read
   */
  static ObjectStore open(Path directory, StoreLimits limits) {
    return SqlStore.start(SqliteDatabase.open(directory), limits);
  }

  /**
   * Puts what a start would take out of jars, SQLite's library and an empty database, into a
   * directory: that of {@link io.slipway.api.deploy.DeployContract#NATIVE_PATH_PROPERTY} at later
   * starts. They also work without it, only slower.
   */
  static void unpack(Path directory) throws IOException {
    SqliteDriver.unpack(directory);
    SqliteTemplate.unpack(directory);
  }

  /**
   * The store in a database of a server; its tables are made if they are missing.
   *
   * @throws ServingException CONFLICT if another process has the database, INVALID_ARGUMENT if the
   *     URL is of no known kind or its driver is missing, INTERNAL if the database fails
   */
  static ObjectStore connect(StoreServer server, StoreLimits limits) {
    return SqlStore.start(ServerDatabase.of(server), limits);
  }

  /**
   * Makes the directory's database from a backup. The revisions go on a thousand million higher, so
   * that none is given twice which was given after the backup, and clients with such a revision are
   * told to list again.
   *
   * @throws ServingException INVALID_ARGUMENT if the file is no good backup, CONFLICT if the
   *     directory has a database or is in use; then nothing has changed
   */
  static void restore(Path backup, Path directory) {
    SqliteBackup.restore(backup, directory);
  }

  /**
   * Writes a consistent copy of the database in a directory to a file. Another process may use the
   * directory and goes on undisturbed: the copy is of one moment.
   *
   * @throws ServingException CONFLICT if the file exists, INVALID_ARGUMENT if the directory has no
   *     database, INTERNAL if the database is damaged or the file cannot be written
   */
  static void backup(Path directory, Path file) {
    SqliteBackup.write(directory, file);
  }

  Optional<Stored> get(Key key);

  /**
   * What was there at one revision.
   *
   * @param from the start of a list, or where the page before said that it goes on
   * @param limit how many objects at most; 0 for all
   * @throws RevisionUnavailableException if the revision is compacted or not reached
   */
  Page list(Scope scope, ListPosition from, int limit);

  /**
   * The same, in pages that end with the object that reaches so many bytes: what objects have is
   * bounded, not how many there are.
   *
   * @param bytes of the objects' values together; at least 1
   */
  Page list(Scope scope, ListPosition from, int limit, long bytes);

  /**
   * {@link WriteResult.Accepted} or {@link WriteResult.Exists}.
   *
   * @throws ServingException RESOURCE_EXHAUSTED if too many writes wait, TOO_LARGE; then nothing
   *     has changed. The same holds for {@link #update} and {@link #delete}
   */
  WriteResult create(Key key, Document document);

  /**
   * {@link WriteResult.Accepted}, {@link WriteResult.Stale} or {@link WriteResult.Missing}. The
   * object keeps its uid: a document with another one is stale.
   */
  WriteResult update(Key key, Expected expected, Document document);

  /** {@link WriteResult.Accepted}, {@link WriteResult.Stale} or {@link WriteResult.Missing}. */
  WriteResult delete(Key key, Expected expected);

  /** Objects that name this uid as an owner, at most so many, in no order. */
  List<Key> dependents(String ownerUid, int limit);

  long count(Scope scope);

  /**
   * How many objects of a list come from a position on, which {@link Page#next} gave.
   *
   * @throws RevisionUnavailableException if its revision is compacted
   */
  long remaining(Scope scope, ListPosition from);

  /** That of the newest accepted write, or of the start. */
  long revision();

  /**
   * What changes after a revision.
   *
   * @param after that of a list, of a change, or of a bookmark
   * @throws RevisionUnavailableException if it is compacted, or not reached within seconds
   */
  Watch watch(Scope scope, long after);

  /**
   * Writes a consistent copy of the database to a file, while the store is used.
   *
   * @throws ServingException CONFLICT if the file exists, NOT_IMPLEMENTED if the database is a
   *     server, which has tools of its own for that
   */
  void backup(Path file);

  /** Ends the watches, finishes what was accepted into the queue, and gives the database back. */
  @Override
  void close();
}
