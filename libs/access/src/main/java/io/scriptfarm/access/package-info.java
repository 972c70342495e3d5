/// Who may do what (requirements R21, R44): credentials, the file that names them, and what each
/// role may do. Begin at {@link io.scriptfarm.access.Role}.
@NullMarked
package io.scriptfarm.access;

import org.jspecify.annotations.NullMarked;
