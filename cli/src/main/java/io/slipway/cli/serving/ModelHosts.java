// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import io.slipway.cli.modelagent.ModelAgents;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.ModelHost;
import java.util.List;
import java.util.Set;

/**
 * The models of services that have several, wherever their servers run.
 *
 * @param inside servers that are in this process
 * @param outside those that are not
 */
record ModelHosts(ModelGroups inside, ModelAgents outside) implements ModelHost {
  @Override
  public void serve(ObjectKey service, List<Source> models) {
    inside.serve(service, models);
    outside.serve(service, models);
  }

  @Override
  public void othersHaveNone(Set<ObjectKey> withModels) {
    inside.othersHaveNone(withModels);
    outside.othersHaveNone(withModels);
  }

  @Override
  public Progress progress(ObjectKey service, Source model) {
    return outside.has(service)
        ? outside.progress(service, model)
        : inside.progress(service, model);
  }
}
