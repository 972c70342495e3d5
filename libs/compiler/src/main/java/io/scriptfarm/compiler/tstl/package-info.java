/// TypeScriptToLua on a JavaScript engine, over contents that are named by digest. Each stage is a
/// class (`PlanWork`, `TranspileWork`, `LinkWork`, …), which takes its job and gives products;
/// `TstlCompiler` lends them sessions.
@NullMarked
package io.scriptfarm.compiler.tstl;

import org.jspecify.annotations.NullMarked;
