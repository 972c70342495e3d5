/// JavaScript engines behind one narrow port. {@link io.scriptfarm.compiler.engine.JsEngines} picks
/// one; everything above it calls named functions of a script with one string and gets one string.
@NullMarked
package io.scriptfarm.compiler.engine;

import org.jspecify.annotations.NullMarked;
