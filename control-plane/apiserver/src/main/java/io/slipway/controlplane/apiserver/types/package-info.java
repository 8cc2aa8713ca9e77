// SPDX-License-Identifier: Apache-2.0
/**
 * What documents of a kind are made of, as far as merging needs it: which lists and maps are one
 * value, and by what the elements of the others are told apart. Strategic merge patch and
 * server-side apply share these descriptions; those of the built-in kinds are a table, those of
 * custom resources come from their schema.
 */
@NullMarked
package io.slipway.controlplane.apiserver.types;

import org.jspecify.annotations.NullMarked;
