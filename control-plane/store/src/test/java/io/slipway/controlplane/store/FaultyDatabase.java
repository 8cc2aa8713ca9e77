// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static java.util.Objects.requireNonNull;

import io.slipway.api.error.ServingException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A database whose next commit fails when it is told so, before it is done or after; that refuses
 * an object; and whose commits can be held up.
 */
final class FaultyDatabase implements Database {
  enum Fault {
    NONE,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /** Where an insert has the name of an object. */
  private static final int NAME = 3;

  private final Database database;
  private volatile Fault next = Fault.NONE;
  private volatile String refused = "";
  private volatile CountDownLatch commits = new CountDownLatch(0);

  FaultyDatabase(Database database) {
    this.database = database;
  }

  void failNext(Fault fault) {
    next = fault;
  }

  /** Objects of that name are not inserted. */
  void refuse(String name) {
    refused = name;
  }

  /** Commits wait until it is counted down. */
  CountDownLatch holdCommits() {
    CountDownLatch held = new CountDownLatch(1);
    commits = held;
    return held;
  }

  @Override
  public Connection connectWriter() throws SQLException {
    Connection connection = database.connectWriter();
    return proxy(
        Connection.class,
        (_, method, arguments) ->
            switch (method.getName()) {
              case "commit" -> commit(connection);
              case "prepareStatement" -> {
                Object statement = call(connection, method, arguments);
                yield String.valueOf(requireNonNull(arguments)[0]).startsWith("INSERT INTO objects")
                    ? inserting((PreparedStatement) requireNonNull(statement))
                    : statement;
              }
              default -> call(connection, method, arguments);
            });
  }

  private PreparedStatement inserting(PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        (_, method, arguments) -> {
          if (method.getName().equals("setString") && isRefused(requireNonNull(arguments))) {
            throw new SQLException("refused " + refused);
          }
          return call(statement, method, arguments);
        });
  }

  private boolean isRefused(Object[] arguments) {
    return arguments[0].equals(NAME) && refused.equals(arguments[1]);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private @Nullable Object commit(Connection connection) throws Exception {
    commits.await();
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

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
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
