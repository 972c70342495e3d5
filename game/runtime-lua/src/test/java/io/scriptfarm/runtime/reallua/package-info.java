@org.jspecify.annotations.NullMarked
package io.scriptfarm.runtime.reallua;
