// SPDX-License-Identifier: Apache-2.0
/**
 * Objects as the rows of tables: what {@code kubectl get} prints. The time is given, nothing is
 * read.
 */
@NullMarked
package io.slipway.controlplane.apiserver.table;

import org.jspecify.annotations.NullMarked;
