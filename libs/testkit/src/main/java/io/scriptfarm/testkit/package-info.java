/// What the farm's tests share.
@NullMarked
package io.scriptfarm.testkit;

import org.jspecify.annotations.NullMarked;
