// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;

/**
 * ONNX Runtime's shared library as a file. Unpacking it costs several hundred milliseconds, so it
 * happens once and later starts use the file.
 *
 * <p>The directory's name has the version, the platform and the checksum that the archive states,
 * so another build of ONNX Runtime is another file. The file appears under its name only when it is
 * complete, has that checksum and is on disk; several processes may do this at once, and each ends
 * up with a good file.
 */
final class NativeLibrary {
  private static final String RESOURCES = "ai/onnxruntime/native/";

  private NativeLibrary() {}

  /**
   * The library in {@link DeployContract#NATIVE_PATH_PROPERTY} if there is one, else that of the
   * class path, unpacked.
   *
   * @param cacheDirectory shared by processes; made if it is missing
   * @throws ServingException NOT_IMPLEMENTED if there is no library for this platform, INTERNAL if
   *     it cannot be unpacked
   */
  static Path unpack(Path cacheDirectory) {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String fileName = System.mapLibraryName("onnxruntime");
    String unpacked = System.getProperty(DeployContract.NATIVE_PATH_PROPERTY);
    if (unpacked != null && Files.isRegularFile(Path.of(unpacked, fileName))) {
      return Path.of(unpacked, fileName);
    }
    String resource = RESOURCES + platform + "/" + fileName;
    URL url = NativeLibrary.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new ServingException(
          ErrorCode.NOT_IMPLEMENTED,
          "ONNX Runtime has no library for "
              + platform
              + " on the class path (expected the resource "
              + resource
              + ")");
    }
    try {
      URLConnection connection = url.openConnection();
      if (!(connection instanceof JarURLConnection jar)) {
        // Already a file of its own: an unpacked class path.
        return Path.of(url.toURI());
      }
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        ZipEntry entry = jar.getJarEntry();
        Path directory =
            cacheDirectory.resolve(
                "native/onnxruntime-%s-%s-%08x".formatted(version(jar), platform, entry.getCrc()));
        return unpack(file, entry, directory.resolve(fileName));
      }
    } catch (IOException | URISyntaxException e) {
      throw new ServingException(
          ErrorCode.INTERNAL,
          "cannot unpack ONNX Runtime's library to " + cacheDirectory + ": " + e,
          e);
    }
  }

  /** {@code file} itself, made from the archive unless it is there in full. */
  static Path unpack(JarFile archive, ZipEntry entry, Path file) throws IOException {
    // A process that died while unpacking leaves a temporary file, never a short one; a full disk
    // or a person may still have cut it.
    if (Files.isRegularFile(file) && Files.size(file) == entry.getSize()) {
      return file;
    }
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, file.getFileName() + ".", ".tmp");
    try {
      try (InputStream content = archive.getInputStream(entry)) {
        long crc = write(content, temporary);
        if (crc != entry.getCrc()) {
          throw new IOException(
              "checksum of %s: %08x (expected: %08x)"
                  .formatted(entry.getName(), crc, entry.getCrc()));
        }
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return file;
  }

  private static long write(InputStream content, Path file) throws IOException {
    CheckedInputStream checked = new CheckedInputStream(content, new CRC32());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      checked.transferTo(out);
      channel.force(true);
    }
    return checked.getChecksum().getValue();
  }

  private static String version(JarURLConnection jar) throws IOException {
    var manifest = jar.getManifest();
    String version =
        manifest == null
            ? null
            : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return version == null ? "unknown" : version;
  }

  /** As the artifact names its directories: {@code linux-x64}, {@code osx-aarch64}. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "osx" : os.startsWith("linux") ? "linux" : os;
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x64";
          case "arm64" -> "aarch64";
          default -> arch;
        };
    return system + "-" + processor;
  }
}
