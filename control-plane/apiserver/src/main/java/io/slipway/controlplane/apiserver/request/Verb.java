// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

/** What is done to a resource, in the words of RBAC. */
public enum Verb {
  GET("get"),
  LIST("list"),
  WATCH("watch"),
  CREATE("create"),
  UPDATE("update"),
  PATCH("patch"),
  DELETE("delete"),
  DELETE_COLLECTION("deletecollection");

  private final String word;

  Verb(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
