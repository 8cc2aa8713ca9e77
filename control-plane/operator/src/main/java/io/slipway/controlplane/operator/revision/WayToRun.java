// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.route.RequestRules;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.List;

/** How a revision is run. Nothing else knows what is made of it. */
public sealed interface WayToRun permits Pods {
  /** What has to be there for a revision to run in so many copies. */
  List<ApiObject> of(Revision revision, int replicas, ApiObject owner);

  /** Where requests are answered. */
  Front front();

  /** Where a service is called, or a component of one. */
  String url(ObjectKey service);

  /** As {@link #url}, for processes of Pods and without the scheme. */
  String addressInPods(ObjectKey service);

  /** What is wrong with the rules of a service, each with its field; most often nothing. */
  List<String> faults(RequestRules rules);
}
