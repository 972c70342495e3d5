/// The farm as a client sees it: builds and their events over HTTP, blobs in packs.
@NullMarked
package io.scriptfarm.cli.farm;

import org.jspecify.annotations.NullMarked;
