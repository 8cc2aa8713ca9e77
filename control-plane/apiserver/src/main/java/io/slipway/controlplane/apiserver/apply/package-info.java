// SPDX-License-Identifier: Apache-2.0
/**
 * Server-side apply: who owns which fields of an object, and what becomes of the object when one of
 * the owners says anew what it wants. Pure: documents in, documents out; the time is an argument.
 */
@NullMarked
package io.slipway.controlplane.apiserver.apply;

import org.jspecify.annotations.NullMarked;
