// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a program for the kernel's BPF machine (RFC 9669): what a control group asks about each
 * socket. The context is in register 6, register 10 is the end of the stack. Comparisons are of 32
 * bits, jumps go forward only. Pure.
 */
final class Instructions {
  /** Registers that are used here: the result and arguments of calls, and what outlives these. */
  static final int R0 = 0;

  static final int R1 = 1;
  static final int R2 = 2;
  static final int R3 = 3;
  static final int R4 = 4;
  static final int R5 = 5;
  static final int CONTEXT = 6;
  static final int R7 = 7;
  static final int STACK = 10;

  /** Bytes of an instruction. */
  static final int SIZE = 8;

  private record Instruction(int code, int to, int from, int offset, String label, int number) {}

  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();

  /** The context comes as the first argument. */
  Instructions() {
    copy(CONTEXT, R1);
  }

  private Instructions add(int code, int to, int from, int offset, int number) {
    instructions.add(new Instruction(code, to, from, offset, "", number));
    return this;
  }

  /** The 32 bits at {@code offset} of what a register points to. */
  Instructions load(int to, int from, int offset) {
    return add(0x61, to, from, offset, 0);
  }

  /** A pointer, as {@link #load}. */
  Instructions loadPointer(int to, int from, int offset) {
    return add(0x79, to, from, offset, 0);
  }

  /** The lower 32 bits of a register to {@code offset} of what {@code to} points to. */
  Instructions store(int to, int offset, int from) {
    return add(0x63, to, from, offset, 0);
  }

  /** As {@link #store}, the lower 16 bits. */
  Instructions storeHalf(int to, int offset, int from) {
    return add(0x6b, to, from, offset, 0);
  }

  Instructions set(int to, int number) {
    return add(0xb4, to, 0, 0, number);
  }

  /** With the sign, to all 64 bits. */
  Instructions setSigned(int to, int number) {
    return add(0xb7, to, 0, 0, number);
  }

  Instructions copy(int to, int from) {
    return add(0xbf, to, from, 0, 0);
  }

  Instructions plus(int to, int number) {
    return add(0x07, to, 0, 0, number);
  }

  Instructions or(int to, int from) {
    return add(0x4f, to, from, 0, 0);
  }

  /** Calls one of the kernel's helpers; what it returns is in register 0, 1 to 5 are lost. */
  Instructions call(int helper) {
    return add(0x85, 0, 0, 0, helper);
  }

  Instructions ifEqual(int register, int number, String label) {
    return jump(0x16, register, 0, number, label);
  }

  Instructions ifOther(int register, int number, String label) {
    return jump(0x56, register, 0, number, label);
  }

  Instructions ifNull(int register, String label) {
    return jump(0x15, register, 0, 0, label);
  }

  /** If the pointer {@code one} is behind the pointer {@code other}. */
  Instructions ifBehind(int one, int other, String label) {
    return jump(0x2d, one, other, 0, label);
  }

  Instructions go(String label) {
    return jump(0x05, 0, 0, 0, label);
  }

  private Instructions jump(int code, int register, int other, int number, String label) {
    instructions.add(new Instruction(code, register, other, 0, label, number));
    return this;
  }

  Instructions label(String label) {
    labels.put(label, instructions.size());
    return this;
  }

  /** The end: what the process has asked for goes on. */
  Instructions allow() {
    return setSigned(R0, 1).add(0x95, 0, 0, 0, 0);
  }

  /** As the kernel takes it, on machines whose lowest byte comes first. */
  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(instructions.size() * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < instructions.size(); i++) {
      Instruction each = instructions.get(i);
      int offset = each.label().isEmpty() ? each.offset() : distance(i, each.label());
      bytes.put((byte) each.code());
      bytes.put((byte) (each.from() << 4 | each.to()));
      bytes.putShort((short) offset);
      bytes.putInt(each.number());
    }
    return bytes.array();
  }

  private int distance(int from, String label) {
    Integer to = labels.get(label);
    if (to == null || to <= from) {
      throw new IllegalStateException("no label " + label + " behind instruction " + from);
    }
    return to - from - 1;
  }
}
