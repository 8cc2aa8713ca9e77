// SPDX-License-Identifier: Apache-2.0
/**
 * Objects between the API and the store: their bytes, and writes that are repeated until they fit
 * what is there.
 */
@NullMarked
package io.slipway.controlplane.apiserver.objects;

import org.jspecify.annotations.NullMarked;
