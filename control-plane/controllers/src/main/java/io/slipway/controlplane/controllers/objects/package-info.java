// SPDX-License-Identifier: Apache-2.0
/** What controllers read in objects, and how they write new ones. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.objects;

import org.jspecify.annotations.NullMarked;
