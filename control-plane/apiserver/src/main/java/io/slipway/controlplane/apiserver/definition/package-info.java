// SPDX-License-Identifier: Apache-2.0
/**
 * CustomResourceDefinitions: what one may say, what it says, and whether its names are free.
 * Decides only; nothing here does I/O.
 *
 * <p>A definition is written as an object of the kind {@link
 * io.slipway.controlplane.apiserver.definition.DefinitionKind}; before it is stored, {@link
 * io.slipway.controlplane.apiserver.definition.AcceptedNames#status} makes its status. One that is
 * {@linkplain io.slipway.controlplane.apiserver.definition.Definition#isEstablished established} is
 * read by {@link io.slipway.controlplane.apiserver.definition.Definition#of}, and {@link
 * io.slipway.controlplane.apiserver.definition.DefinedResource} makes of it what serves its kind.
 */
@NullMarked
package io.slipway.controlplane.apiserver.definition;

import org.jspecify.annotations.NullMarked;
