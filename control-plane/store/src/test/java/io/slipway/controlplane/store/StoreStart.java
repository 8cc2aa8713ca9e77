// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.nio.file.Path;
import java.util.List;

/** A program that opens a store, writes and reads once, and ends. */
final class StoreStart {
  private StoreStart() {}

  public static void main(String[] args) {
    try (ObjectStore store = ObjectStore.open(Path.of(args[0]), StoreLimits.DEFAULT)) {
      Key key = new Key("pods", "default", "p" + store.revision());
      store.create(key, new Document("u", List.of(), new byte[] {'{', '}'}));
      System.out.println(store.get(key).orElseThrow().revision());
    }
  }
}
