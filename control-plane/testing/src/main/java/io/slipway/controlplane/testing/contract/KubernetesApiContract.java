// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * All that clients rely on. A test class extends it for each API that has to keep it:
 *
 * <pre>{@code
 * final class OursIT extends KubernetesApiContract {
 *   OursIT() {
 *     super(target);
 *   }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class KubernetesApiContract {
  private final ApiTarget tested;

  protected KubernetesApiContract(ApiTarget target) {
    this.tested = target;
  }

  @Nested
  final class Objects extends ObjectsContract {
    Objects() {
      super(tested);
    }
  }

  @Nested
  final class Metadata extends MetadataContract {
    Metadata() {
      super(tested);
    }
  }

  @Nested
  final class Builtins extends BuiltinsContract {
    Builtins() {
      super(tested);
    }
  }

  @Nested
  final class Lifecycles extends LifecyclesContract {
    Lifecycles() {
      super(tested);
    }
  }

  @Nested
  final class PodNames extends PodNamesContract {
    PodNames() {
      super(tested);
    }
  }

  @Nested
  final class EventObjects extends EventObjectsContract {
    EventObjects() {
      super(tested);
    }
  }

  @Nested
  final class Cron extends CronContract {
    Cron() {
      super(tested);
    }
  }

  @Nested
  final class NodePorts extends NodePortsContract {
    NodePorts() {
      super(tested);
    }
  }

  @Nested
  final class Bodies extends BodiesContract {
    Bodies() {
      super(tested);
    }
  }

  @Nested
  final class Deletion extends DeletionContract {
    Deletion() {
      super(tested);
    }
  }

  @Nested
  final class Spec extends SpecContract {
    Spec() {
      super(tested);
    }
  }

  @Nested
  final class Lists extends ListsContract {
    Lists() {
      super(tested);
    }
  }

  @Nested
  final class Pages extends PagesContract {
    Pages() {
      super(tested);
    }
  }

  @Nested
  final class Watches extends WatchesContract {
    Watches() {
      super(tested);
    }
  }

  @Nested
  final class Sockets extends SocketsContract {
    Sockets() {
      super(tested);
    }
  }

  @Nested
  final class Patches extends PatchesContract {
    Patches() {
      super(tested);
    }
  }

  @Nested
  final class StrategicPatches extends StrategicPatchesContract {
    StrategicPatches() {
      super(tested);
    }
  }

  @Nested
  final class Apply extends ApplyContract {
    Apply() {
      super(tested);
    }
  }

  @Nested
  final class Strictness extends StrictnessContract {
    Strictness() {
      super(tested);
    }
  }

  @Nested
  final class Definitions extends DefinitionsContract {
    Definitions() {
      super(tested);
    }
  }

  @Nested
  final class CustomObjects extends CustomObjectsContract {
    CustomObjects() {
      super(tested);
    }
  }

  @Nested
  final class Discovery extends DiscoveryContract {
    Discovery() {
      super(tested);
    }
  }

  @Nested
  final class Views extends ViewsContract {
    Views() {
      super(tested);
    }
  }

  @Nested
  final class BoundTokens extends BoundTokensContract {
    BoundTokens() {
      super(tested);
    }
  }

  @Nested
  final class Tokens extends TokensContract {
    Tokens() {
      super(tested);
    }
  }

  @Nested
  final class Impersonation extends ImpersonationContract {
    Impersonation() {
      super(tested);
    }
  }

  @Nested
  final class Access extends AccessContract {
    Access() {
      super(tested);
    }
  }
}
