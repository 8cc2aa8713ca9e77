// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

/** Labels of what is made for a service: those that KServe sets, and ours. */
public final class Labels {
  /** The service's name. */
  public static final String SERVICE = "serving.kserve.io/inferenceservice";

  /** The component, which KServe calls just so. */
  public static final String COMPONENT = "component";

  /** KServe's label for Services to select Pods by. */
  public static final String APP = "app";

  /** The revision's number, with zeros before it. */
  public static final String REVISION = "slipway.io/revision";

  private Labels() {}
}
