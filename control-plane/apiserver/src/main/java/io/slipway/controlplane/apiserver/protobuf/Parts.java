// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/** The fields of a small message, by their numbers. */
record Parts(byte[] message) {
  /** Zero if it is not there. */
  long whole(int number) throws MalformedMessageException {
    Wire wire = new Wire(message);
    while (wire.next()) {
      if (wire.number() == number) {
        return wire.whole();
      }
      wire.skip();
    }
    return 0;
  }

  /** Empty if it is not there. */
  byte[] bytes(int number) throws MalformedMessageException {
    Wire wire = new Wire(message);
    while (wire.next()) {
      if (wire.number() == number) {
        return wire.bytes();
      }
      wire.skip();
    }
    return new byte[0];
  }

  /** Empty if it is not there. */
  String text(int number) throws MalformedMessageException {
    return new String(bytes(number), StandardCharsets.UTF_8);
  }

  /** All that there are. */
  ArrayNode texts() throws MalformedMessageException {
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    Wire wire = new Wire(message);
    while (wire.next()) {
      texts.add(wire.text());
    }
    return texts;
  }
}
