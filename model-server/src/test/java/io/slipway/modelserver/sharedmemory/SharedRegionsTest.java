// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.memory.PooledTensorAllocator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedRegionsTest {
  private static final String LABEL = "input 'x'";

  private final PooledTensorAllocator allocator = new PooledTensorAllocator(1 << 20);
  private Path object;
  private SharedRegions regions;

  @BeforeEach
  void create(@TempDir Path directory) throws IOException {
    object = directory.resolve("k");
    byte[] content = new byte[16];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    Files.write(object, content);
    regions = new SharedRegions(new MemoryObjects(directory), 100);
  }

  @AfterEach
  void nothingIsHeld() {
    regions.unregisterAll();
    assertThat(regions.copiedBytes()).isZero();
  }

  private void register(String name, long offset, long byteSize) {
    regions.register(new RegionStatus(name, "/k", offset, byteSize));
  }

  private Tensor read(String region, long offset, long byteSize) {
    return regions.read(
        new SharedPart(region, offset, byteSize),
        DataType.UINT8,
        Shape.of(byteSize),
        LABEL,
        allocator);
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable action) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(action)
        .withMessageContaining(message)
        .extracting(ServingException::code)
        .isEqualTo(code);
  }

  @Test
  void readsAPartOfARegion() {
    register("r", 4, 8);
    try (Tensor tensor = read("r", 2, 3)) {
      assertThat(tensor.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(6, 7, 8);
      assertThat(regions.copiedBytes()).isEqualTo(3);
    }
  }

  @Test
  void aTensorIsACopyThatTheClientCannotChange() throws IOException {
    register("r", 0, 16);
    try (Tensor tensor = read("r", 0, 16)) {
      Files.write(object, new byte[16]);
      assertThat(tensor.data().get(ValueLayout.JAVA_BYTE, 15)).isEqualTo((byte) 15);
    }
  }

  @Test
  void writesAnOutputAndTellsWhere() throws IOException {
    register("r", 4, 8);
    try (OutputPlace place = regions.place(new SharedPart("r", 1, 6), "output 'y'")) {
      assertThat(place.write(MemorySegment.ofArray(new byte[] {-1, -2})))
          .containsEntry("shared_memory_region", new Parameter.Text("r"))
          .containsEntry("shared_memory_offset", new Parameter.Int64(1))
          .containsEntry("shared_memory_byte_size", new Parameter.Int64(2));
    }
    assertThat(Files.readAllBytes(object)).startsWith(0, 1, 2, 3, 4, -1, -2, 7).hasSize(16);
  }

  @Test
  void refusesAnOutputThatDoesNotFit() {
    register("r", 0, 8);
    try (OutputPlace place = regions.place(new SharedPart("r", 7, 1), "output 'y'")) {
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "output 'y' has 2 bytes (expected: at most 1, its shared_memory_byte_size)",
          () -> place.write(MemorySegment.ofArray(new byte[2])));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 17",
    "16, 1",
    "17, 0",
    "1, 9223372036854775807",
    "9223372036854775807, 1",
    "9223372036854775807, 9223372036854775807",
  })
  void refusesWhatIsOutsideOfTheRegion(long offset, long byteSize) {
    register("r", 0, 16);
    SharedPart part = new SharedPart("r", offset, byteSize);
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "of region 'r' (expected: within its 16 bytes)",
        () -> regions.read(part, DataType.UINT8, Shape.of(byteSize), LABEL, allocator));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT, "within its 16 bytes", () -> regions.place(part, LABEL));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 17",
    "0, 0",
    "-1, 4",
    "4, -1",
    "16, 1",
    "9223372036854775807, 9223372036854775807",
    "1, 9223372036854775807"
  })
  void refusesARegionOutsideOfItsObject(long offset, long byteSize) {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "(expected: within the 16 bytes of '/k')",
        () -> register("r", offset, byteSize));
    assertThat(regions.status()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//k", "/a/b", "../k", "/..", ".", "a\0b"})
  void refusesAKeyThatIsNoName(String key) {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "key of shared memory",
        () -> regions.register(new RegionStatus("r", key, 0, 1)));
  }

  @Test
  void takesAKeyWithoutItsSlash() {
    regions.register(new RegionStatus("r", "k", 0, 1));
    assertThat(regions.status("r").key()).isEqualTo("k");
  }

  @Test
  void refusesWhatIsNoMemoryObject(@TempDir Path directory) throws IOException {
    SharedRegions others = new SharedRegions(new MemoryObjects(directory), 100);
    Files.createDirectory(directory.resolve("folder"));
    Files.createSymbolicLink(directory.resolve("link"), object);
    for (String key : new String[] {"folder", "link"}) {
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          "'" + key + "' is no shared memory object",
          () -> others.register(new RegionStatus("r", key, 0, 1)));
    }
    assertRefused(
        ErrorCode.NOT_FOUND,
        "there is no shared memory object '/none'",
        () -> others.register(new RegionStatus("r", "/none", 0, 1)));
  }

  @Test
  void refusesANameTwice() {
    register("r", 0, 1);
    assertRefused(ErrorCode.CONFLICT, "'r' is registered already", () -> register("r", 0, 1));
    assertRefused(ErrorCode.INVALID_ARGUMENT, "(expected: 1 to 255)", () -> register("", 0, 1));
  }

  @Test
  void boundsTheNumberOfRegions() {
    for (int i = 0; i < SharedRegions.MAX_REGIONS; i++) {
      register("r" + i, 0, 1);
    }
    assertRefused(ErrorCode.RESOURCE_EXHAUSTED, "the limit", () -> register("more", 0, 1));
    regions.unregister("r7");
    register("more", 0, 1);
  }

  @Test
  void boundsWhatIsCopied() throws IOException {
    Files.write(object, new byte[200]);
    register("r", 0, 200);
    try (Tensor _ = read("r", 0, 60)) {
      assertRefused(ErrorCode.UNAVAILABLE, "all of the 100 bytes", () -> read("r", 0, 60));
    }
    read("r", 0, 60).close();
  }

  @Test
  void keepsARegionForTheRequestsThatNameIt() throws IOException {
    register("r", 0, 16);
    try (OutputPlace place = regions.place(new SharedPart("r", 0, 16), LABEL)) {
      regions.unregister("r");
      assertRefused(ErrorCode.NOT_FOUND, "no shared memory region 'r'", () -> read("r", 0, 1));
      place.write(MemorySegment.ofArray(new byte[] {99}));
    }
    assertThat(Files.readAllBytes(object)).startsWith(99);
  }

  @Test
  void survivesAnObjectThatShrinks() throws IOException {
    register("r", 0, 16);
    try (FileChannel channel = FileChannel.open(object, StandardOpenOption.WRITE)) {
      channel.truncate(5);
    }
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "the memory object '/k' of region 'r' ends at byte 5 (expected: at least 16 bytes)",
        () -> read("r", 0, 16));
    read("r", 0, 5).close();
  }

  @Test
  void survivesAnObjectThatIsRemoved() throws IOException {
    register("r", 0, 16);
    Files.delete(object);
    read("r", 0, 16).close();
  }

  @Test
  void refusesBytesThatAreNotTheTensor() {
    register("r", 0, 16);
    SharedPart part = new SharedPart("r", 0, 16);
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "shared_memory_byte_size is 16 (expected: the size of FP32 of shape [5])",
        () -> regions.read(part, DataType.FP32, Shape.of(5), LABEL, allocator));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        LABEL + ": BYTES element 0 says it has 50462976 bytes",
        () -> regions.read(part, DataType.BYTES, Shape.of(2), LABEL, allocator));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "expected: 0 or 1 for BOOL",
        () -> regions.read(part, DataType.BOOL, Shape.of(16), LABEL, allocator));
  }

  @Test
  void tellsWhatIsRegistered() {
    register("b", 1, 2);
    register("a", 0, 16);
    assertThat(regions.status())
        .containsExactly(new RegionStatus("a", "/k", 0, 16), new RegionStatus("b", "/k", 1, 2));
    assertThat(regions.largestBytes()).isEqualTo(16);
    regions.unregister("a");
    regions.unregister("never there");
    assertThat(regions.largestBytes()).isEqualTo(2);
    assertRefused(ErrorCode.NOT_FOUND, "no shared memory region 'a'", () -> regions.status("a"));
  }
}
