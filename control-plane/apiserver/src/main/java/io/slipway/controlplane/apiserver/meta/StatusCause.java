// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

/**
 * One cause among those of a failure. Empty parts are left out of the document.
 *
 * @param reason for programs
 * @param message for people
 * @param field the path of the field, if one is to blame
 */
public record StatusCause(String reason, String message, String field) {
  static StatusCause of(FieldError error) {
    return new StatusCause(error.type().reason(), error.body(), error.field());
  }
}
