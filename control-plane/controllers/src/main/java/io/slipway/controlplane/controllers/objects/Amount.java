// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.objects;

import io.slipway.controlplane.client.Fields;

/** A number of replicas, or a percentage of them: what Kubernetes calls int-or-string. */
public final class Amount {
  private static final int WHOLE = 100;

  private Amount() {}

  /** Of {@code replicas}; a part of one counts as one. */
  public static int roundedUp(Fields fields, String name, String otherwise, int replicas) {
    return of(fields, name, otherwise, replicas, WHOLE - 1);
  }

  /** Of {@code replicas}; a part of one counts as none. */
  public static int roundedDown(Fields fields, String name, String otherwise, int replicas) {
    return of(fields, name, otherwise, replicas, 0);
  }

  private static int of(Fields fields, String name, String otherwise, int replicas, int more) {
    String text = fields.has(name) ? fields.textOrNumber(name) : otherwise;
    boolean percent = text.endsWith("%");
    int number = Integer.parseInt(percent ? text.substring(0, text.length() - 1) : text);
    return percent ? (int) (((long) number * replicas + more) / WHOLE) : number;
  }
}
