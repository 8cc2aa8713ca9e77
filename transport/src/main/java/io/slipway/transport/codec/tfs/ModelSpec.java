// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.grpc.ProtoReader;
import io.slipway.transport.codec.grpc.ProtoWriter;
import org.jspecify.annotations.Nullable;

/**
 * Which model a message is about.
 *
 * @param version null for the one that the model's policy picks
 * @param label of a version, empty if it has none
 * @param signatureName empty if it names none
 */
public record ModelSpec(String name, @Nullable String version, String label, String signatureName) {
  private static final int NAME = 1;
  private static final int VERSION = 2;
  private static final int SIGNATURE_NAME = 3;
  private static final int LABEL = 4;

  private static final int VERSION_VALUE = 1;

  static final ModelSpec NONE = new ModelSpec("", null, "", "");

  /** Reads the message that is next. */
  static ModelSpec read(ProtoReader in) {
    int outer = in.enter();
    String name = "";
    String version = null;
    String label = "";
    String signatureName = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (VERSION << 3) | ProtoReader.BYTES -> version = Long.toString(readVersion(in));
        case (SIGNATURE_NAME << 3) | ProtoReader.BYTES -> signatureName = in.readString();
        case (LABEL << 3) | ProtoReader.BYTES -> label = in.readString();
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    return new ModelSpec(name, version, label, signatureName);
  }

  private static long readVersion(ProtoReader in) {
    int outer = in.enter();
    long value = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((VERSION_VALUE << 3) | ProtoReader.VARINT)) {
        value = in.readVarint();
      } else {
        in.skipField(tag);
      }
    }
    in.leave(outer);
    return value;
  }

  /**
   * @throws ServingException NOT_FOUND if it names its version by a label: no version has one
   */
  public ModelSpec withoutLabel() {
    if (!label.isEmpty()) {
      throw new ServingException(
          ErrorCode.NOT_FOUND,
          "no version of model '%s' has the label '%s' (expected: a number)"
              .formatted(name, label));
    }
    return this;
  }

  /**
   * Writes what was served; a version that is no number is left out, as there is no place for it.
   */
  static void write(ProtoWriter out, int field, String name, String version, String signatureName) {
    out.message(
        field,
        spec -> {
          spec.string(NAME, name);
          long number = number(version);
          if (number >= 0) {
            spec.message(VERSION, value -> writeVersion(value, number));
          }
          spec.string(SIGNATURE_NAME, signatureName);
        });
  }

  private static void writeVersion(ProtoWriter out, long number) {
    if (number != 0) {
      out.oneVarint(VERSION_VALUE, number);
    }
  }

  /** -1 if the version is no number. */
  static long number(String version) {
    try {
      return Math.max(-1, Long.parseLong(version));
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
