/// The system as its users meet it when something is in its way: processes end, a backend is away,
/// a cache is empty. And farms that are set up in a way of their own.
@NullMarked
package io.scriptfarm.disturbed;

import org.jspecify.annotations.NullMarked;
