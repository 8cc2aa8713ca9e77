// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Connections for reads: made when they are needed, a few at most; each read is one transaction.
 */
final class ReadConnections implements AutoCloseable {
  private final Database database;
  private final int max;
  private final Semaphore free;
  private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  ReadConnections(Database database, int max) {
    this.database = database;
    this.max = max;
    this.free = new Semaphore(max);
  }

  /** What is done in one transaction, on one snapshot. */
  interface Read<T> {
    T from(Connection connection) throws SQLException;
  }

  /**
   * @throws ServingException INTERNAL if the database fails, UNAVAILABLE if it is closed
   */
  <T> T read(String doing, Read<T> read) {
    free.acquireUninterruptibly();
    try {
      if (closed) {
        throw new ServingException(ErrorCode.UNAVAILABLE, "the store is closed");
      }
      Connection used = idle.poll();
      try {
        return read(used == null ? database.connectReader() : used, read);
      } catch (SQLException e) {
        if (used == null || !database.shared()) {
          throw e;
        }
        // Its server may have ended it while it was idle, and the others with it.
        discardIdle();
        return read(database.connectReader(), read);
      }
    } catch (SQLException e) {
      throw database.failure(doing, e);
    } finally {
      free.release();
    }
  }

  private <T> T read(Connection connection, Read<T> read) throws SQLException {
    Connection open = connection;
    try {
      T result = read.from(connection);
      connection.commit();
      idle.add(connection);
      open = null;
      return result;
    } catch (RevisionUnavailableException e) {
      open = giveBack(connection);
      throw e;
    } finally {
      // After a failure a connection may be anything; the next read gets another.
      discard(open);
    }
  }

  private void discardIdle() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      discard(connection);
    }
  }

  /** Null, or the connection if it is no longer good. */
  private @Nullable Connection giveBack(Connection connection) {
    try {
      connection.rollback();
      idle.add(connection);
      return null;
    } catch (SQLException e) {
      return connection;
    }
  }

  private static void discard(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is given up because of a failure that the caller hears of.
        return;
      }
    }
  }

  /** Waits for reads to end. */
  @Override
  public void close() {
    closed = true;
    free.acquireUninterruptibly(max);
    discardIdle();
    free.release(max);
  }
}
