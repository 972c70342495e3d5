/// The Java client of a farm: builds and their events over HTTP, blobs in packs.
@NullMarked
package io.scriptfarm.client;

import org.jspecify.annotations.NullMarked;
