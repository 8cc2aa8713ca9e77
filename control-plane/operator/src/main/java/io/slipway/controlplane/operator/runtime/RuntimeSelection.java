// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import io.slipway.controlplane.operator.runtime.Selection.Chosen;
import io.slipway.controlplane.operator.runtime.Selection.None;
import io.slipway.controlplane.operator.runtime.Selection.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * KServe's choice. A runtime that the user names has to serve the model, and to speak the protocol
 * if one is asked for; otherwise it is the first that offers itself, those of the namespace before
 * those of the cluster. Among these a higher priority goes first, then an older protocol, then the
 * newer runtime, then the name.
 */
public final class RuntimeSelection {
  private RuntimeSelection() {}

  public static Selection select(ModelNeeds model, List<ServingRuntime> runtimes) {
    return model.runtime() == null
        ? offered(model, runtimes)
        : named(model, model.runtime(), runtimes);
  }

  private static Selection named(ModelNeeds model, String name, List<ServingRuntime> runtimes) {
    ServingRuntime runtime = find(name, model.namespace(), runtimes);
    runtime = runtime == null ? find(name, "", runtimes) : runtime;
    if (runtime == null) {
      return new None(
          Reason.RUNTIME_NOT_RECOGNIZED,
          "there is no runtime \""
              + name
              + "\" (expected: a ServingRuntime of namespace "
              + model.namespace()
              + " or a ClusterServingRuntime; or no runtime, which lets Slipway choose)");
    }
    if (runtime.disabled()) {
      return new None(Reason.RUNTIME_DISABLED, "runtime \"" + name + "\" is disabled");
    }
    if (!runtime.serves(model) || !runtime.speaks(model.protocol())) {
      return new None(
          Reason.NO_SUPPORTING_RUNTIME,
          "runtime \"" + name + "\" does not serve " + model.described());
    }
    if (runtime.multiNode()) {
      return new None(
          Reason.NO_SUPPORTING_RUNTIME,
          "runtime \""
              + name
              + "\" serves models on several machines, and this is not one of them");
    }
    return new Chosen(runtime);
  }

  /**
   * The runtime of a name.
   *
   * @param namespace its own; empty for one of the cluster
   * @return null if there is none
   */
  public static @Nullable ServingRuntime find(
      String name, String namespace, List<ServingRuntime> runtimes) {
    for (ServingRuntime runtime : runtimes) {
      if (runtime.name().equals(name) && runtime.namespace().equals(namespace)) {
        return runtime;
      }
    }
    return null;
  }

  private static Selection offered(ModelNeeds model, List<ServingRuntime> runtimes) {
    Optional<ServingRuntime> first =
        runtimes.stream()
            .filter(runtime -> runtime.ofCluster() || runtime.namespace().equals(model.namespace()))
            .filter(runtime -> runtime.offersItselfTo(model))
            .min(order(model));
    if (first.isPresent()) {
      return new Chosen(first.get());
    }
    return new None(
        Reason.NO_SUPPORTING_RUNTIME,
        "no runtime serves "
            + model.described()
            + " (expected: a ServingRuntime or ClusterServingRuntime with the format and"
            + " autoSelect: true)");
  }

  private static Comparator<ServingRuntime> order(ModelNeeds model) {
    Comparator<ServingRuntime> byPriority =
        Comparator.comparingLong(runtime -> priority(runtime, model));
    return Comparator.comparing(ServingRuntime::ofCluster)
        .thenComparing(byPriority.reversed())
        .thenComparingInt(RuntimeSelection::oldestProtocol)
        .thenComparing(ServingRuntime::created, Comparator.reverseOrder())
        .thenComparing(ServingRuntime::name);
  }

  private static long priority(ServingRuntime runtime, ModelNeeds model) {
    long highest = Long.MIN_VALUE;
    for (SupportedFormat format : runtime.formats()) {
      Long priority = format.priority();
      if (priority != null && format.autoSelect() && format.fits(model)) {
        highest = Math.max(highest, priority);
      }
    }
    return highest;
  }

  private static int oldestProtocol(ServingRuntime runtime) {
    int rank = ServingRuntime.PROTOCOLS.indexOf(runtime.oldestProtocol());
    return rank < 0 ? ServingRuntime.PROTOCOLS.size() : rank;
  }
}
