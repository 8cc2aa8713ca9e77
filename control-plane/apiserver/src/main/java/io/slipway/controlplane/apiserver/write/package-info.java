// SPDX-License-Identifier: Apache-2.0
/**
 * What a create, update or deletion makes of an object, as Kubernetes decides it. Pure: the object
 * that is there comes in, the one to be stored goes out.
 */
@NullMarked
package io.slipway.controlplane.apiserver.write;

import org.jspecify.annotations.NullMarked;
