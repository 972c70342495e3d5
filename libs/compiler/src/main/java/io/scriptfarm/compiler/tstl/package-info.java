/// TypeScriptToLua on a JavaScript engine: planning, transpiling and linking of one project, over
/// contents that are named by digest.
@NullMarked
package io.scriptfarm.compiler.tstl;

import org.jspecify.annotations.NullMarked;
