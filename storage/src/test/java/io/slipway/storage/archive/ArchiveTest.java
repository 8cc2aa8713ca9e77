// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveTest {
  private static final int SYMLINK_MODE = 0120777;

  @TempDir Path directory;
  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectories(directory.resolve("inner/target"));
  }

  record Item(String name, byte[] content) {
    static Item of(String name) {
      return new Item(name, ("content of " + name).getBytes(UTF_8));
    }
  }

  private Path make(Archive kind, Item... items) throws IOException {
    Path file = directory.resolve("archive");
    try (OutputStream out = Files.newOutputStream(file)) {
      switch (kind) {
        case ZIP -> zip(out, items);
        case TAR -> tar(out, items);
        case TAR_GZ -> {
          try (OutputStream gzip = new GZIPOutputStream(out)) {
            tar(gzip, items);
          }
        }
      }
    }
    return file;
  }

  private static void zip(OutputStream out, Item... items) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      for (Item item : items) {
        zip.putArchiveEntry(new ZipArchiveEntry(item.name));
        zip.write(item.content);
        zip.closeArchiveEntry();
      }
    }
  }

  private static void tar(OutputStream out, Item... items) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      for (Item item : items) {
        TarArchiveEntry entry = new TarArchiveEntry(item.name, true);
        entry.setSize(item.content.length);
        tar.putArchiveEntry(entry);
        tar.write(item.content);
        tar.closeArchiveEntry();
      }
    }
  }

  private Path tarOf(TarArchiveEntry entry) throws IOException {
    Path file = directory.resolve("archive");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    return file;
  }

  private void unpack(Archive kind, Path file, ArchiveLimits limits) throws IOException {
    kind.unpack(file, target, "http://host/model", limits);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("inner"))) {
      return all.filter(Files::isRegularFile)
          .map(file -> target.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void assertRefused(
      Archive kind, Path file, ArchiveLimits limits, ErrorCode code, String inMessage) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> unpack(kind, file, limits))
        .withMessageContaining("http://host/model")
        .withMessageContaining(inMessage)
        .extracting(ServingException::code)
        .isEqualTo(code);
  }

  @Test
  void aNameIsNotReadThatNoFileCanHave() throws IOException {
    Path file = directory.resolve("archive");
    byte[] name = "n".repeat(1 << 20).getBytes(UTF_8);
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      TarArchiveEntry entry =
          new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
      entry.setSize(name.length);
      tar.putArchiveEntry(entry);
      tar.write(name);
      tar.closeArchiveEntry();
    }

    assertRefused(
        Archive.TAR,
        file,
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "the header of an entry has more than 262144 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "m.zip,ZIP",
    "M.ZIP,ZIP",
    "m.tar,TAR",
    "m.tar.gz,TAR_GZ",
    "m.tgz,TAR_GZ",
    "a.b.TGZ,TAR_GZ"
  })
  void isKnownByItsName(String name, Archive kind) {
    assertThat(Archive.of(name)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "zip", "model.gz", "model.zip.txt", ""})
  void isNotEveryFile(String name) {
    assertThat(Archive.of(name)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void unpacksFilesAndDirectories(Archive kind) throws IOException {
    Path file =
        make(kind, new Item("1/", new byte[0]), Item.of("1/model.onnx"), Item.of("deep/é/ü.txt"));
    unpack(kind, file, ArchiveLimits.DEFAULT);
    assertThat(files()).containsExactly("1/model.onnx", "deep/é/ü.txt");
    assertThat(target.resolve("1/model.onnx")).hasContent("content of 1/model.onnx");
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void unpacksNamesThatBeginWithADot(Archive kind) throws IOException {
    unpack(kind, make(kind, Item.of("./model.onnx"), Item.of(".hidden")), ArchiveLimits.DEFAULT);
    assertThat(files()).containsExactly(".hidden", "model.onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "ZIP,../evil",
    "ZIP,a/../../evil",
    "ZIP,a/..",
    "TAR,../evil",
    "TAR,a/b/../../../../evil",
    "TAR_GZ,../target2/evil",
  })
  void refusesNamesThatLeadOut(Archive kind, String name) throws IOException {
    assertRefused(
        kind,
        make(kind, Item.of(name)),
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "the entry '" + name + "' leads out");
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ZIP,/evil", "TAR,/etc/evil", "TAR,C:\\evil", "ZIP,..\\evil", "TAR,a\\b"})
  void refusesAbsoluteNames(Archive kind, String name) throws IOException {
    // zip entries made here cannot have a backslash: the library turns it round
    String stored = kind == Archive.ZIP ? name.replace("..\\", "/") : name;
    assertRefused(
        kind,
        make(kind, Item.of(stored)),
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "is not relative");
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../secret", "/etc/passwd", "inside"})
  void refusesSymbolicLinksInTar(String to) throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
    link.setLinkName(to);
    assertRefused(
        Archive.TAR,
        tarOf(link),
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "is a link to " + to);
  }

  @Test
  void refusesHardLinksInTar() throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_LINK);
    link.setLinkName("../../secret");
    assertRefused(
        Archive.TAR,
        tarOf(link),
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "is a link to ../../secret");
  }

  @Test
  void refusesDevicesInTar() throws IOException {
    assertRefused(
        Archive.TAR,
        tarOf(new TarArchiveEntry("fifo", TarConstants.LF_FIFO)),
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "is neither a file nor a directory");
  }

  @Test
  void refusesSymbolicLinksInZip() throws IOException {
    Path file = directory.resolve("archive");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(Files.newOutputStream(file))) {
      ZipArchiveEntry link = new ZipArchiveEntry("link");
      link.setUnixMode(SYMLINK_MODE);
      zip.putArchiveEntry(link);
      zip.write("../../secret".getBytes(UTF_8));
      zip.closeArchiveEntry();
    }
    assertRefused(
        Archive.ZIP, file, ArchiveLimits.DEFAULT, ErrorCode.INVALID_ARGUMENT, "is a symbolic link");
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void refusesAFileThatAppearsTwice(Archive kind) throws IOException {
    assertRefused(
        kind,
        make(kind, Item.of("model"), Item.of("./model")),
        ArchiveLimits.DEFAULT,
        ErrorCode.INVALID_ARGUMENT,
        "appears twice");
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void refusesTooManyBytes(Archive kind) throws IOException {
    assertRefused(
        kind,
        make(kind, new Item("a", new byte[60]), new Item("b", new byte[60])),
        new ArchiveLimits(100, 10, 100),
        ErrorCode.TOO_LARGE,
        "more than 100 bytes");
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void refusesTooManyEntries(Archive kind) throws IOException {
    assertRefused(
        kind,
        make(kind, Item.of("a"), Item.of("b"), Item.of("c")),
        new ArchiveLimits(1000, 2, 100),
        ErrorCode.TOO_LARGE,
        "more than 2 entries");
  }

  @ParameterizedTest
  @EnumSource(
      value = Archive.class,
      names = {"ZIP", "TAR_GZ"})
  void refusesABomb(Archive kind) throws IOException {
    assertRefused(
        kind,
        make(kind, new Item("zeros", new byte[20 << 20])),
        new ArchiveLimits(1L << 40, 10, 200),
        ErrorCode.TOO_LARGE,
        "more than 200 times its own size");
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void refusesAFileThatIsNoArchive(Archive kind) throws IOException {
    Path file =
        Files.writeString(directory.resolve("archive"), "<html>not found</html>".repeat(50));
    assertRefused(kind, file, ArchiveLimits.DEFAULT, ErrorCode.INVALID_ARGUMENT, kind.toString());
  }

  @ParameterizedTest
  @EnumSource(Archive.class)
  void refusesAnArchiveThatWasCutOff(Archive kind) throws IOException {
    byte[] random = new byte[100_000];
    new java.util.Random(1).nextBytes(random);
    Path file = make(kind, new Item("model", random));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 50_000));
    assertRefused(kind, file, ArchiveLimits.DEFAULT, ErrorCode.INVALID_ARGUMENT, "damaged");
  }
}
