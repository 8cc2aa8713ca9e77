// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.modelconfig.WireConfigWriter;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model repository's messages, and the model configuration's. Loading and unloading have two
 * dialects: KServe has the model's name in field 1, Triton and MLServer have the repository's there
 * and the model's in field 2. A message without field 2 is KServe's. The reply is KServe's, which
 * is empty to the others. Bodies and buffers stay the caller's; a malformed message is an
 * INVALID_ARGUMENT.
 */
public final class RepositoryMessages {
  private static final int REPOSITORY = 1;
  private static final int READY = 2;

  private static final int MODEL = 2;
  private static final int PARAMETERS = 3;

  private static final int INDEX_MODELS = 1;
  private static final int NAME = 1;
  private static final int VERSION = 2;
  private static final int STATE = 3;
  private static final int REASON = 4;

  private static final int DONE = 2;
  private static final int CONFIG = 1;

  private RepositoryMessages() {}

  /**
   * {@code RepositoryIndexRequest}.
   *
   * @param repository null for all
   */
  public record IndexQuery(@Nullable String repository, boolean ready) {}

  /**
   * {@code RepositoryModelLoadRequest} and {@code RepositoryModelUnloadRequest}.
   *
   * @param repository null for any
   * @param load what a load brings; its files are parts of the message
   * @param dependents whether an unload is for the models that depend on this one too
   */
  public record ModelAction(
      @Nullable String repository, String model, LoadRequest load, boolean dependents) {}

  public static IndexQuery decodeIndex(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String repository = "";
    boolean ready = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (REPOSITORY << 3) | ProtoReader.BYTES -> repository = in.readString();
        case (READY << 3) | ProtoReader.VARINT -> ready = in.readBool();
        default -> in.skipField(tag);
      }
    }
    return new IndexQuery(InferRequestMessage.emptyToNull(repository), ready);
  }

  public static ModelAction decodeAction(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    String first = "";
    String second = "";
    LoadParameters parameters = new LoadParameters(message.bytes());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (REPOSITORY << 3) | ProtoReader.BYTES -> first = in.readString();
        case (MODEL << 3) | ProtoReader.BYTES -> second = in.readString();
        case (PARAMETERS << 3) | ProtoReader.BYTES -> parameters.read(in);
        default -> in.skipField(tag);
      }
    }
    boolean kserve = second.isEmpty();
    if (kserve && first.isEmpty()) {
      throw ServingException.invalid("the request names no model");
    }
    return new ModelAction(
        kserve ? null : InferRequestMessage.emptyToNull(first),
        kserve ? first : second,
        parameters.load(),
        parameters.unloadDependents());
  }

  public static void encodeIndex(List<IndexEntry> entries, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    for (IndexEntry entry : entries) {
      writer.message(
          INDEX_MODELS,
          model -> {
            model.string(NAME, entry.name());
            model.string(VERSION, entry.version());
            model.string(STATE, entry.state());
            model.string(REASON, entry.reason());
          });
    }
  }

  /** {@code RepositoryModelLoadResponse} and {@code RepositoryModelUnloadResponse}. */
  public static void encodeDone(String model, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(NAME, model);
    writer.bool(DONE, true);
  }

  /** {@code ModelConfigResponse}. */
  public static void encodeConfig(ConfigMessage config, OutputBuffer out) {
    new ProtoWriter(out).message(CONFIG, content -> WireConfigWriter.write(config, content));
  }
}
