// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import io.slipway.api.error.ServingException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A database whose next commit fails when it is told so: before it is done, or after. */
final class FaultyDatabase implements Database {
  enum Fault {
    NONE,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  private final Database database;
  private volatile Fault next = Fault.NONE;

  FaultyDatabase(Database database) {
    this.database = database;
  }

  void failNext(Fault fault) {
    next = fault;
  }

  @Override
  public Connection connectWriter() throws SQLException {
    Connection connection = database.connectWriter();
    return (Connection)
        Proxy.newProxyInstance(
            FaultyDatabase.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) ->
                method.getName().equals("commit")
                    ? commit(connection)
                    : call(connection, method, arguments));
  }

  private @Nullable Object commit(Connection connection) throws SQLException {
    Fault fault = next;
    next = Fault.NONE;
    if (fault == Fault.BEFORE_COMMIT) {
      throw new SQLException("lost before the commit");
    }
    connection.commit();
    if (fault == Fault.AFTER_COMMIT) {
      throw new SQLException("lost after the commit");
    }
    return null;
  }

  private static @Nullable Object call(
      Connection connection, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  @Override
  public Connection connectReader() throws SQLException {
    return database.connectReader();
  }

  @Override
  public void afterCommit(Connection writer) throws SQLException {
    database.afterCommit(writer);
  }

  @Override
  public String name() {
    return database.name();
  }

  @Override
  public boolean shared() {
    return database.shared();
  }

  @Override
  public void backup(Path file) {
    database.backup(file);
  }

  @Override
  public ServingException failure(String doing, Exception cause) {
    return database.failure(doing, cause);
  }

  @Override
  public void close() {
    database.close();
  }
}
