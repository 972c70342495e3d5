// Node's `path` on a POSIX system. `win32` is asked for by name, but never meets a Windows path here.
import posix from "path-browserify";

export const { resolve, normalize, isAbsolute, join, relative, dirname, basename, extname, format, parse, sep, delimiter } = posix;
export { posix, posix as win32 };
export default { ...posix, posix, win32: posix };
