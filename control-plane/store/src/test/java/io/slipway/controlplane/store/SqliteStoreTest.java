// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  ObjectStore open(StoreLimits limits) {
    return ObjectStore.open(directory, limits);
  }

  @Test
  void secondOwnerOfTheDirectoryIsRefused() {
    assertThatThrownBy(() -> open(SMALL))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining(
            directory + " is in use by another process, pid " + ProcessHandle.current().pid());
  }
}
