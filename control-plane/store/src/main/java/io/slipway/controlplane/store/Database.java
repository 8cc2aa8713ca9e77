// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that this process owns until it closes it. */
interface Database extends AutoCloseable {
  /** A new connection that writes; transactions are ended by commit. One at a time. */
  Connection connectWriter() throws SQLException;

  /** A new connection for reads; what one transaction reads is one snapshot. */
  Connection connectReader() throws SQLException;

  /** What a caller is told: which database, what went wrong, what to do. */
  ServingException failure(String doing, Exception cause);

  @Override
  void close();
}
