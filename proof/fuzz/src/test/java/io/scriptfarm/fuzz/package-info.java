/// Whatever bytes come, a decoder gives a value or says that they are malformed.
@NullMarked
package io.scriptfarm.fuzz;

import org.jspecify.annotations.NullMarked;
