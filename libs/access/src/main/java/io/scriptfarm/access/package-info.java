/// Who may do what (requirements R21, R44): credentials, the file that names them, and the gate
/// through which every request to a service goes. Begin at {@link io.scriptfarm.access.Gate}.
@NullMarked
package io.scriptfarm.access;

import org.jspecify.annotations.NullMarked;
