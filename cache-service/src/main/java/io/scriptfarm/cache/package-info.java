/// The door to the store over HTTP: which blobs are missing, uploads and downloads as they are
/// stored, and the upkeep of the store. Begin at {@link io.scriptfarm.cache.BlobsResource}.
@NullMarked
package io.scriptfarm.cache;

import org.jspecify.annotations.NullMarked;
