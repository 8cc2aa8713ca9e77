// SPDX-License-Identifier: Apache-2.0
/** YAML and JSON text as a tree of values that know where they came from. */
@NullMarked
package io.slipway.controlplane.resources.yaml;

import org.jspecify.annotations.NullMarked;
