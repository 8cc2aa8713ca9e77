// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.network;

import static io.slipway.controlplane.agent.network.Instructions.CONTEXT;
import static io.slipway.controlplane.agent.network.Instructions.R0;
import static io.slipway.controlplane.agent.network.Instructions.R1;
import static io.slipway.controlplane.agent.network.Instructions.R2;
import static io.slipway.controlplane.agent.network.Instructions.R3;
import static io.slipway.controlplane.agent.network.Instructions.R4;
import static io.slipway.controlplane.agent.network.Instructions.R5;
import static io.slipway.controlplane.agent.network.Instructions.R7;
import static io.slipway.controlplane.agent.network.Instructions.STACK;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What the TCP sockets of a Pod's processes do, so that its address is its own: who listens on a
 * port of all addresses, or of {@code localhost}, listens on that port of the Pod's address; who
 * connects to {@code localhost} finds what the Pod itself has there, and else the machine's. Pure.
 *
 * @param pod the Pod's address, as the kernel has it in 32 bits
 * @param machine the address under which the Pod always finds the machine's {@code localhost}
 */
record SocketRules(int pod, int machine) {
  private static final int LOCALHOST = number("127.0.0.1");

  /** The last word of ::1, and the last but one of ::ffff:0:0. */
  private static final int ONE = bits(0, 0, 0, 1);

  private static final int MAPPED = bits(0, 0, 0xff, 0xff);
  private static final int STREAM = 1;

  /** Fields of the context that is asked about an address. */
  private static final int IP4 = 4;

  private static final int IP6 = 8;
  private static final int PORT = 24;
  private static final int TYPE = 32;
  private static final int SOCKET = 64;

  /** Fields of a socket. */
  private static final int PRIORITY = 20;

  private static final int SOURCE_IP4 = 24;

  /** Fields of the context that is asked about an option. */
  private static final int OPTION_VALUE = 8;

  private static final int OPTION_END = 16;
  private static final int OPTION_LEVEL = 24;
  private static final int OPTION_NAME = 28;
  private static final int OPTION_LENGTH = 32;

  private static final int LEVEL_IPV6 = 41;
  private static final int IPV6_ONLY = 26;
  private static final int LEVEL_SOCKET = 1;
  private static final int SO_PRIORITY = 12;

  /** The priority of sockets that are for IPv6 alone, which the kernel does not tell otherwise. */
  private static final int ONLY_IPV6 = 0x5110;

  private static final int CALL_SETSOCKOPT = 49;
  private static final int CALL_LOOKUP_TCP = 84;
  private static final int CALL_RELEASE = 86;

  /**
   * A program and where it belongs.
   *
   * @param kind the kernel's number for such programs
   * @param hook the kernel's number for when it is asked
   */
  record Program(int kind, int hook, byte[] code) {}

  static SocketRules of(String pod, String machine) {
    return new SocketRules(number(pod), number(machine));
  }

  /** An IPv4 address as a register has it that has loaded it from memory. */
  private static int number(String address) {
    try {
      if (InetAddress.ofLiteral(address) instanceof Inet4Address literal) {
        return ByteBuffer.wrap(literal.getAddress()).order(ByteOrder.LITTLE_ENDIAN).getInt();
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new IllegalArgumentException(address + " (expected: an IPv4 address)");
  }

  private static int bits(int... bytes) {
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24;
  }

  /** Who has the machine's own address shares its ports with all of it. */
  List<Program> programs() {
    int address = 18;
    int option = 25;
    if (pod == LOCALHOST) {
      return List.of(new Program(address, 10, connect4()));
    }
    return List.of(
        new Program(address, 8, bind4()),
        new Program(address, 9, bind6()),
        new Program(address, 10, connect4()),
        new Program(option, 22, options()));
  }

  /** A port that the kernel chooses collides with nobody's, and is left alone. */
  private byte[] bind4() {
    return new Instructions()
        .load(R2, CONTEXT, IP4)
        .ifEqual(R2, 0, "own")
        .ifOther(R2, LOCALHOST, "end")
        .label("own")
        .load(R3, CONTEXT, TYPE)
        .ifOther(R3, STREAM, "end")
        .load(R3, CONTEXT, PORT)
        .ifEqual(R3, 0, "end")
        .set(R2, pod)
        .store(CONTEXT, IP4, R2)
        .label("end")
        .allow()
        .bytes();
  }

  /**
   * A socket for both families is one on the Pod's address. The Pod has none of IPv6: a socket for
   * IPv6 alone gets a port where nobody looks for it.
   */
  private byte[] bind6() {
    return new Instructions()
        .load(R2, CONTEXT, IP6)
        .load(R3, CONTEXT, IP6 + 4)
        .or(R2, R3)
        .load(R3, CONTEXT, IP6 + 8)
        .or(R2, R3)
        .ifOther(R2, 0, "end")
        .load(R2, CONTEXT, IP6 + 12)
        .ifEqual(R2, 0, "own")
        .ifOther(R2, ONE, "end")
        .label("own")
        .load(R3, CONTEXT, TYPE)
        .ifOther(R3, STREAM, "end")
        .load(R3, CONTEXT, PORT)
        .ifEqual(R3, 0, "end")
        .loadPointer(R4, CONTEXT, SOCKET)
        .load(R4, R4, PRIORITY)
        .ifEqual(R4, ONLY_IPV6, "only")
        .set(R2, MAPPED)
        .store(CONTEXT, IP6 + 8, R2)
        .set(R2, pod)
        .store(CONTEXT, IP6 + 12, R2)
        .go("end")
        .label("only")
        .set(R2, ONE)
        .store(CONTEXT, IP6 + 12, R2)
        .set(R2, 0)
        .store(CONTEXT, PORT, R2)
        .label("end")
        .allow()
        .bytes();
  }

  private byte[] connect4() {
    Instructions code =
        new Instructions()
            .load(R2, CONTEXT, IP4)
            .ifEqual(R2, machine, "machine")
            .ifOther(R2, LOCALHOST, "end")
            .load(R3, CONTEXT, TYPE)
            .ifOther(R3, STREAM, "end");
    lookUp(code);
    return code.ifNull(R0, "end")
        .load(R7, R0, SOURCE_IP4)
        .copy(R1, R0)
        .call(CALL_RELEASE)
        .ifOther(R7, pod, "end") // it is one on all addresses of the machine
        .set(R2, pod)
        .go("connect")
        .label("machine")
        .set(R2, LOCALHOST)
        .label("connect")
        .store(CONTEXT, IP4, R2)
        .label("end")
        .allow()
        .bytes();
  }

  /** Who listens on the port that is wanted, of the Pod's address. */
  private void lookUp(Instructions code) {
    int from = -12;
    code.set(R2, LOCALHOST)
        .store(STACK, from, R2)
        .set(R2, pod)
        .store(STACK, from + 4, R2)
        .set(R2, 0)
        .storeHalf(STACK, from + 8, R2)
        .load(R2, CONTEXT, PORT)
        .storeHalf(STACK, from + 10, R2)
        .copy(R1, CONTEXT)
        .copy(R2, STACK)
        .plus(R2, from)
        .set(R3, 12)
        .setSigned(R4, -1) // in the network that this is
        .setSigned(R5, 0)
        .call(CALL_LOOKUP_TCP);
  }

  /** Remembers whether a socket is for IPv6 alone; leaves every option as it is asked for. */
  private static byte[] options() {
    int value = -4;
    return new Instructions()
        .load(R2, CONTEXT, OPTION_LEVEL)
        .ifOther(R2, LEVEL_IPV6, "end")
        .load(R2, CONTEXT, OPTION_NAME)
        .ifOther(R2, IPV6_ONLY, "end")
        .loadPointer(R3, CONTEXT, OPTION_VALUE)
        .loadPointer(R4, CONTEXT, OPTION_END)
        .copy(R5, R3)
        .plus(R5, 4)
        .ifBehind(R5, R4, "end")
        .load(R7, R3, 0)
        .set(R2, 0)
        .ifEqual(R7, 0, "remember")
        .set(R2, ONLY_IPV6)
        .label("remember")
        .store(STACK, value, R2)
        .loadPointer(R1, CONTEXT, 0)
        .set(R2, LEVEL_SOCKET)
        .set(R3, SO_PRIORITY)
        .copy(R4, STACK)
        .plus(R4, value)
        .set(R5, 4)
        .call(CALL_SETSOCKOPT)
        .label("end")
        .set(R2, 0) // which says that the value is the process' own, however long
        .store(CONTEXT, OPTION_LENGTH, R2)
        .allow()
        .bytes();
  }
}
