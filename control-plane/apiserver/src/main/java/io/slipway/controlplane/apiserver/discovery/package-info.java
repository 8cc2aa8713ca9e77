// SPDX-License-Identifier: Apache-2.0
/** What the API tells clients of the kinds that it serves: discovery documents. Pure. */
@NullMarked
package io.slipway.controlplane.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
