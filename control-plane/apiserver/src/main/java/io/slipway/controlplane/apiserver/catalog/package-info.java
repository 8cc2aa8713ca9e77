// SPDX-License-Identifier: Apache-2.0
/** Which resources the API serves: the built-in ones and those that definitions add. */
@NullMarked
package io.slipway.controlplane.apiserver.catalog;

import org.jspecify.annotations.NullMarked;
