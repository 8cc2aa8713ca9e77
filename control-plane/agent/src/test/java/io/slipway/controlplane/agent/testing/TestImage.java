// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.testing;

import io.slipway.controlplane.agent.container.RuntimeChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image of programs of this machine, made without any registry, in the container runtime that is
 * there. Its entry point is a shell that runs the first argument; its command says {@code image
 * command}, and {@code WHERE} and its directory; {@code /www} has a page that says {@code hello}.
 */
public final class TestImage {
  /** Which runtime the tests are to use, if not the first that answers. */
  private static final String PROPERTY = "slipway.test.runtime";

  private static final List<String> APPLETS =
      List.of(
          "sh",
          "cat",
          "dd",
          "echo",
          "env",
          "hostname",
          "httpd",
          "id",
          "ls",
          "mkdir",
          "pwd",
          "sleep",
          "stty",
          "test",
          "touch",
          "true");

  /** Where there is no busybox, and hence no server either. */
  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "cat",
          "dd",
          "env",
          "hostname",
          "id",
          "ls",
          "mkdir",
          "sleep",
          "stty",
          "touch",
          "true");

  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  private final RuntimeChoice choice;
  private final String name;
  private final boolean serves;

  private TestImage(RuntimeChoice choice, String name, boolean serves) {
    this.choice = choice;
    this.name = name;
    this.serves = serves;
  }

  /**
   * Makes it.
   *
   * @param directory an empty one, for this alone
   * @return empty if no container runtime answers
   */
  public static Optional<TestImage> make(Path directory) throws IOException, InterruptedException {
    for (RuntimeChoice choice : choices()) {
      if (answers(choice)) {
        String name = "localhost/slipway-test-image:" + ProcessHandle.current().pid();
        Path root = Files.createDirectories(directory.resolve("root"));
        boolean serves = fill(root);
        Path tar = directory.resolve("image.tar");
        output("tar", "-C", root.toString(), "--owner=0", "--group=0", "-cf", tar.toString(), ".");
        output(
            program(choice),
            "import",
            "--change",
            "ENTRYPOINT [\"/bin/sh\",\"-c\"]",
            "--change",
            "CMD [\"echo image command; echo $WHERE in $(pwd)\"]",
            "--change",
            "ENV WHERE=here",
            "--change",
            "WORKDIR /www",
            tar.toString(),
            name);
        return Optional.of(new TestImage(choice, name, serves));
      }
    }
    return Optional.empty();
  }

  private static List<RuntimeChoice> choices() {
    String said = System.getProperty(PROPERTY, "");
    return said.isEmpty()
        ? List.of(RuntimeChoice.PODMAN, RuntimeChoice.DOCKER)
        : List.of(RuntimeChoice.valueOf(said.toUpperCase(Locale.ROOT)));
  }

  private static boolean answers(RuntimeChoice choice) throws InterruptedException {
    try {
      output(program(choice), choice == RuntimeChoice.PODMAN ? "info" : "version");
      return true;
    } catch (IOException _) {
      return false; // it is not there, or has no daemon
    }
  }

  private static String program(RuntimeChoice choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** Whether there is a server in it. */
  private static boolean fill(Path root) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    for (String directory : List.of("dev", "etc", "proc", "sys", "tmp", "www")) {
      Files.createDirectories(root.resolve(directory));
    }
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\n");
    Files.writeString(root.resolve("www/index.html"), "hello\n");
    Optional<Path> busybox = find("busybox");
    if (busybox.isPresent()) {
      copy(busybox.get(), bin.resolve("busybox"), root);
      for (String applet : APPLETS) {
        Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
      }
      return true;
    }
    for (String program : PROGRAMS) {
      copy(
          find(program).orElseThrow(() -> new IOException("no program " + program)),
          bin.resolve(program),
          root);
    }
    return false;
  }

  private static Optional<Path> find(String program) {
    for (String directory : List.of("/bin", "/usr/bin", "/sbin", "/usr/sbin")) {
      Path path = Path.of(directory, program);
      if (Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** With the libraries that it needs, if it needs any. */
  private static void copy(Path program, Path target, Path root)
      throws IOException, InterruptedException {
    Files.copy(program.toRealPath(), target);
    Matcher library = LIBRARY.matcher(run("ldd", program.toString()).output());
    while (library.find()) {
      Path path = Path.of(library.group(1));
      Path copy = root.resolve(Path.of("/").relativize(path));
      Files.createDirectories(copy.getParent());
      if (!Files.exists(copy)) {
        Files.copy(path.toRealPath(), copy);
      }
    }
  }

  /** The runtime that has it. */
  public RuntimeChoice choice() {
    return choice;
  }

  /** By which Pods name it. */
  public String name() {
    return name;
  }

  /** Whether {@code httpd} is in it. */
  public boolean serves() {
    return serves;
  }

  /** What the runtime has of a Pod, whether it runs or not. */
  public List<String> containersOf(String podUid) throws IOException, InterruptedException {
    return output(
            program(choice),
            "ps",
            "--all",
            "--filter",
            "label=io.kubernetes.pod.uid=" + podUid,
            "--format",
            "{{.Names}} {{.Status}}")
        .lines()
        .toList();
  }

  /** Nothing of it is left. */
  public void remove() throws IOException, InterruptedException {
    output(program(choice), "rmi", name);
  }

  private record Ended(int exitCode, String output) {}

  private static Ended run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Ended ended = run(command);
    if (ended.exitCode() != 0) {
      throw new IOException(List.of(command) + ": " + ended.output());
    }
    return ended.output();
  }
}
