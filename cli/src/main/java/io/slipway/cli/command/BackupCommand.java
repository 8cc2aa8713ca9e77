// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.store.ObjectStore;
import java.nio.file.Path;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

final class BackupCommand implements Command {
  static final String DATA = "data";

  @Override
  public String summary() {
    return "Copy the objects of a data directory to a file, also while 'up' runs on it.";
  }

  @Override
  public String operands() {
    return "FILE";
  }

  @Override
  public Options options() {
    return new Options().addOption(data());
  }

  static Option data() {
    return KubeOptions.option(
        null,
        DATA,
        "DIR",
        "The data directory of 'up' (default: $" + DeployContract.ENV_HOME + ", else ~/.slipway).");
  }

  static Path data(Arguments arguments) {
    Path data = arguments.path(DATA);
    return data == null ? DataDirectory.fromEnvironment() : data;
  }

  @Override
  public int run(Arguments arguments) {
    Path file = file(arguments, "the new file for the backup");
    Path data = data(arguments);
    try {
      ObjectStore.backup(data, file);
    } catch (ServingException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
    arguments.out().printf("%s backed up to %s%n", data, file);
    return 0;
  }

  static Path file(Arguments arguments, String expected) {
    if (arguments.operands().size() != 1) {
      throw CommandFailure.usage("expected: " + expected);
    }
    return Path.of(arguments.operands().getFirst());
  }
}
