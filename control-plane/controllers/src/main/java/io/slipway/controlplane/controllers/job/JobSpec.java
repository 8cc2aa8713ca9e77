// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.job;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import java.util.Optional;

/**
 * What a Job asks for.
 *
 * @param completions how many Pods have to succeed; negative: one that succeeds ends all
 * @param replacesEarly whether a Pod that is asked to go counts as failed already
 */
record JobSpec(
    long parallelism,
    long completions,
    long backoffLimit,
    boolean indexed,
    boolean suspended,
    boolean restarts,
    boolean replacesEarly,
    Fields fields) {
  static JobSpec of(KubeObject job) {
    Fields spec = job.spec();
    boolean failurePolicy = spec.has("podFailurePolicy");
    return new JobSpec(
        spec.number("parallelism", 1),
        spec.number("completions", -1),
        spec.number("backoffLimit", 6),
        spec.text("completionMode").equals("Indexed"),
        spec.flag("suspend", false),
        spec.fields("template").fields("spec").text("restartPolicy").equals("OnFailure"),
        !spec.text("podReplacementPolicy", failurePolicy ? "Failed" : "").equals("Failed"),
        spec);
  }

  /** The field that is set and that nothing here obeys. */
  Optional<String> unsupported() {
    for (String name : new String[] {"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"}) {
      if (fields.has(name)) {
        return Optional.of("spec." + name);
      }
    }
    return Optional.empty();
  }
}
