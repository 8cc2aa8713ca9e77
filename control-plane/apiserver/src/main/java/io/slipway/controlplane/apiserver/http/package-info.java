// SPDX-License-Identifier: Apache-2.0
/** The Kubernetes API over HTTP: media types, credentials, and answers in the forms asked for. */
@NullMarked
package io.slipway.controlplane.apiserver.http;

import org.jspecify.annotations.NullMarked;
