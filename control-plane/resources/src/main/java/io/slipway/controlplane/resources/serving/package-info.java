// SPDX-License-Identifier: Apache-2.0
/**
 * {@code serving.kserve.io/v1beta1 InferenceService}: its records, KServe's defaults and rules, and
 * what this home asks beyond them.
 */
@NullMarked
package io.slipway.controlplane.resources.serving;

import org.jspecify.annotations.NullMarked;
