// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import java.nio.file.Path;

/** Where Slipway keeps its data unless it is told. */
final class DataDirectory {
  private DataDirectory() {}

  static Path fromEnvironment() {
    String home = System.getenv(DeployContract.ENV_HOME);
    return home == null || home.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".slipway")
        : Path.of(home);
  }
}
