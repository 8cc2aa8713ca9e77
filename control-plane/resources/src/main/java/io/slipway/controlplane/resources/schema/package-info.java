// SPDX-License-Identifier: Apache-2.0
/**
 * The table of fields: which fields a resource has, of which type, and whether this home honours,
 * ignores or refuses each.
 */
@NullMarked
package io.slipway.controlplane.resources.schema;

import org.jspecify.annotations.NullMarked;
