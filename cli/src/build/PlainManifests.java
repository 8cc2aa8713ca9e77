// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * {@code java PlainManifests.java DIR}: leaves in the manifests of the directory's jars only what a
 * class path needs. The JVM parses the manifest of each jar that a class comes from, cached classes
 * too, at every start; most of their 100 kB are package lists for OSGi.
 */
public final class PlainManifests {
  private PlainManifests() {}

  public static void main(String[] args) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (Path jar : jars) {
        simplify(jar);
      }
    }
  }

  private static void simplify(Path jar) throws IOException {
    try (FileSystem content = FileSystems.newFileSystem(jar)) {
      Path file = content.getPath("META-INF/MANIFEST.MF");
      if (!Files.exists(file)) {
        return;
      }
      Manifest plain = new Manifest();
      plain.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      try (InputStream in = Files.newInputStream(file)) {
        Attributes given = new Manifest(in).getMainAttributes();
        keep(given, Attributes.Name.MULTI_RELEASE, plain);
        keep(given, Attributes.Name.IMPLEMENTATION_VERSION, plain);
      }
      try (OutputStream out = Files.newOutputStream(file)) {
        plain.write(out);
      }
    }
  }

  private static void keep(Attributes given, Attributes.Name name, Manifest plain) {
    Object value = given.get(name);
    if (value != null) {
      plain.getMainAttributes().put(name, value);
    }
  }
}
