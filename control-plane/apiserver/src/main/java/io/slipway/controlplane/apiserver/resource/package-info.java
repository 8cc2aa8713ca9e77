// SPDX-License-Identifier: Apache-2.0
/** The kinds that the API serves, and what is particular to the objects of each. */
@NullMarked
package io.slipway.controlplane.apiserver.resource;

import org.jspecify.annotations.NullMarked;
