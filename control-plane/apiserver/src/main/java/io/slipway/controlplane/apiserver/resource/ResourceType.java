// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.resource;

import io.slipway.controlplane.apiserver.apply.ManagedFields;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.GroupResource;
import io.slipway.controlplane.apiserver.meta.NameRule;
import org.jspecify.annotations.Nullable;

/**
 * A kind in one version, as the API writes its objects.
 *
 * @param kind as refusals name it
 * @param resource as paths name it
 * @param version such as {@code v1}
 * @param namespaced whether its objects are in namespaces
 * @param unconditional whether an update may leave out the resource version
 * @param counted whether objects have a generation, which grows with each change of what is wanted
 * @param rules what is particular to the kind
 * @param owners keeps {@code managedFields} on writes of the object
 * @param statusOwners on writes of the status; null if the status is not written apart
 * @param form how objects are kept; null if as they are written
 */
public record ResourceType(
    GroupKind kind,
    GroupResource resource,
    String version,
    boolean namespaced,
    boolean unconditional,
    boolean counted,
    KindRules rules,
    ManagedFields owners,
    @Nullable ManagedFields statusOwners,
    @Nullable StoredForm form) {
  /** A kind whose objects are kept as they are written. */
  public ResourceType(
      GroupKind kind,
      GroupResource resource,
      String version,
      boolean namespaced,
      boolean unconditional,
      boolean counted,
      KindRules rules,
      ManagedFields owners,
      @Nullable ManagedFields statusOwners) {
    this(
        kind,
        resource,
        version,
        namespaced,
        unconditional,
        counted,
        rules,
        owners,
        statusOwners,
        null);
  }

  /** As documents have it: {@code apps/v1}, of the core group only {@code v1}. */
  public String apiVersion() {
    return resource.group().isEmpty() ? version : resource.group() + '/' + version;
  }

  public NameRule nameRule() {
    return NameRule.of(kind);
  }

  /** Whether the status is written apart from the rest. */
  public boolean hasStatus() {
    return statusOwners != null;
  }
}
