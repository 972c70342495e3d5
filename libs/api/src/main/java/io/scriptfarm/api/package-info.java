/// What the gateway and its clients say to each other over REST. Requests are read and checked
/// here; whoever holds one may trust it.
@NullMarked
package io.scriptfarm.api;

import org.jspecify.annotations.NullMarked;
