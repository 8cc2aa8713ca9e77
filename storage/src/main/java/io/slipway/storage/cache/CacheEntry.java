// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage.cache;

import java.nio.file.Path;

/**
 * A model in the cache.
 *
 * @param path the file or directory that is the model
 * @param etag the server's name of this content, empty if it gave none
 * @param lastModified the server's date of it, empty if it gave none
 */
public record CacheEntry(Path path, String etag, String lastModified) {}
