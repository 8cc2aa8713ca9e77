// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that this process owns until it closes it. */
interface Database extends AutoCloseable {
  /**
   * A new connection that writes; transactions are ended by commit. One at a time. The first one
   * also brings the tables up to date and checks what is there.
   */
  Connection connectWriter() throws SQLException;

  /** A new connection for reads; what one transaction reads is one snapshot. */
  Connection connectReader() throws SQLException;

  /** Called by the writer between transactions. */
  void afterCommit(Connection writer) throws SQLException;

  /** Which it is, as in messages; without a password. */
  String name();

  /**
   * True if another process may take the database over when this one's connection is lost, which
   * the epoch tells then.
   */
  boolean shared();

  /** A consistent copy in a file that does not exist, while the store is used. */
  void backup(Path file);

  /** What a caller is told: which database, what went wrong, what to do. */
  ServingException failure(String doing, Exception cause);

  @Override
  void close();
}
