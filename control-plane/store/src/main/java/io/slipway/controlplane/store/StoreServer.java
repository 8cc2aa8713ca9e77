// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.nio.file.Path;

/**
 * A database server, PostgreSQL, MariaDB or MySQL, with a database for the store alone.
 *
 * @param url of JDBC: {@code jdbc:postgresql://host/database}
 * @param drivers a directory of jars with the JDBC driver, for those that are not part of Slipway
 */
public record StoreServer(String url, String user, String password, Path drivers) {
  /** The URL without its parameters, which may have secrets. */
  String name() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  @Override
  public String toString() {
    return "StoreServer[" + name() + ", user=" + user + "]";
  }
}
