/// A limit of time for the head of a request, which neither Vert.x nor Quarkus has.
@NullMarked
package io.scriptfarm.service.head;

import org.jspecify.annotations.NullMarked;
