/// Builds the images of the three services out of an unpacked distribution and a Java, with a
/// container engine or without one.
@NullMarked
package io.scriptfarm.images;

import org.jspecify.annotations.NullMarked;
