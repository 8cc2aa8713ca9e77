// SPDX-License-Identifier: Apache-2.0
/** The API: what is known of it, and the plans that are carried out. */
@NullMarked
package io.slipway.controlplane.controllers.kubernetes;

import org.jspecify.annotations.NullMarked;
