// Node's built-in modules, as plugins and the compilers get them.
import assert from "assert/";
import * as buffer from "buffer/";
import events from "events/";
import util from "util/";
import fs from "./shims/fs";
import * as os from "./shims/os";
import path from "./shims/path";
import * as perfHooks from "./shims/perf-hooks";
import { unavailable } from "./shims/unavailable";
import * as url from "./shims/url";

const given: Record<string, unknown> = {
    assert,
    "assert/strict": assert,
    buffer,
    events,
    fs,
    "graceful-fs": fs, // enhanced-resolve's; the real one patches the process
    "fs/promises": unavailable("fs.promises"),
    os,
    path,
    "path/posix": path,
    perf_hooks: perfHooks,
    url,
    util,
};

// https://nodejs.org/api/modules.html#built-in-modules
const REFUSED =
    "async_hooks child_process cluster console constants crypto dgram diagnostics_channel dns dns/promises domain http http2 https inspector net process punycode querystring readline repl stream stream/promises string_decoder sys timers timers/promises tls trace_events tty v8 vm wasi worker_threads zlib";
for (const name of REFUSED.split(" ")) given[name] = unavailable(name);

/** The built-in module that Node would load for this request, if it is one. */
export function builtin(request: string): { exports: unknown } | undefined {
    const name = request.startsWith("node:") ? request.slice("node:".length) : request;
    return Object.hasOwn(given, name) ? { exports: given[name] } : undefined;
}
