// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

/**
 * A container of a Pod.
 *
 * @param uid of the Pod
 * @param address of the Pod; empty if it has none
 * @param id the run that is meant, as the Pod's status names it; empty where whatever runs now is
 *     meant
 */
public record ContainerRef(
    String namespace, String pod, String uid, String address, String container, String id) {}
