// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/** A write as it was asked for. */
sealed interface Write {
  Key key();

  default int bytes() {
    return 0;
  }

  record Create(Key key, Document document) implements Write {
    @Override
    public int bytes() {
      return document.value().length;
    }
  }

  record Update(Key key, Expected expected, Document document) implements Write {
    @Override
    public int bytes() {
      return document.value().length;
    }
  }

  record Delete(Key key, Expected expected) implements Write {}
}
