// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A port that a process listens on, as Linux tells it.
 *
 * @param host its address in numbers
 */
record ListeningPort(String host, int port) {
  private static final String LISTENS = "0A";
  private static final String IPV4_IN_IPV6 = "0000000000000000FFFF0000";

  /** All of some processes. */
  static List<ListeningPort> of(List<ProcessHandle> processes) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (ProcessHandle process : processes) {
      sockets.addAll(sockets(process.pid()));
    }
    List<ListeningPort> ports = new ArrayList<>();
    for (String table : new String[] {"tcp", "tcp6"}) {
      for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length > 9 && words[3].equals(LISTENS) && sockets.contains(words[9])) {
          ports.add(read(words[1]));
        }
      }
    }
    return ports;
  }

  /** By the numbers of their inodes. */
  private static Set<String> sockets(long process) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
      for (Path file : files.toList()) {
        String target = target(file);
        if (target.startsWith("socket:[")) {
          sockets.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (NoSuchFileException _) {
      return sockets; // it has ended
    }
    return sockets;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException _) {
      return ""; // closed meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ListeningPort read(String local) {
    int colon = local.indexOf(':');
    String address = local.substring(0, colon);
    String host;
    if (address.length() == 8) {
      host = ipv4(address);
    } else if (address.startsWith(IPV4_IN_IPV6)) {
      host = ipv4(address.substring(IPV4_IN_IPV6.length()));
    } else {
      throw new AssertionError("listens on " + local + " (expected: IPv4)");
    }
    return new ListeningPort(host, Integer.parseInt(local.substring(colon + 1), 16));
  }

  /** The last part comes first. */
  private static String ipv4(String hex) {
    StringBuilder host = new StringBuilder();
    for (int i = 6; i >= 0; i -= 2) {
      host.append(Integer.parseInt(hex.substring(i, i + 2), 16)).append(i == 0 ? "" : ".");
    }
    return host.toString();
  }

  String authority() {
    return host + ':' + port;
  }
}
