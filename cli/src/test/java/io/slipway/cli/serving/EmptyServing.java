// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.modelserver.ProtocolConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.FixedModels;
import io.slipway.storage.ModelStore;
import io.slipway.storage.StorageConfig;
import io.slipway.transport.server.TransportConfig;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/** Serves nothing yet, on free ports. */
final class EmptyServing {
  private EmptyServing() {}

  static Serving start(Path data) throws Exception {
    return start(data, SecurityConfig.OPEN);
  }

  static Serving start(Path data, SecurityConfig security) throws Exception {
    ServingConfig config =
        new ServingConfig(
            InetAddress.getLoopbackAddress(),
            0,
            0,
            data,
            ExecutionConfig.forCores(2),
            TransportConfig.defaults(),
            security,
            ProtocolConfig.DEFAULTS,
            null,
            null,
            0);
    return Serving.start(
        config,
        new ModelsToServe(List.of(), null, FixedModels.SERVICES, true, ModelsToServe.GiveUp.NEVER));
  }

  /** Services of several models of it. */
  static ModelGroups groups(Serving serving, Path data) {
    return serving.modelGroups(
        ModelStore.open(StorageConfig.defaults(data.resolve("cache"))), data);
  }
}
