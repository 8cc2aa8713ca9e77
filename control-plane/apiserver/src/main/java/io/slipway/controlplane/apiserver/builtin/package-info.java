// SPDX-License-Identifier: Apache-2.0
/** What is particular to the objects of each built-in kind. */
@NullMarked
package io.slipway.controlplane.apiserver.builtin;

import org.jspecify.annotations.NullMarked;
