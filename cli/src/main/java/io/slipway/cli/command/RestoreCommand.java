// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.error.ServingException;
import io.slipway.controlplane.store.ObjectStore;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

final class RestoreCommand implements Command {
  @Override
  public String summary() {
    return "Make the objects of a data directory, that has none, from a backup.";
  }

  @Override
  public String operands() {
    return "FILE";
  }

  @Override
  public Options options() {
    return new Options().addOption(BackupCommand.data());
  }

  @Override
  public int run(Arguments arguments) {
    Path file = BackupCommand.file(arguments, "the file of a backup");
    Path data = BackupCommand.data(arguments);
    try {
      ObjectStore.restore(file, data);
    } catch (ServingException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
    arguments.out().printf("%s restored from %s%n", data, file);
    return 0;
  }
}
