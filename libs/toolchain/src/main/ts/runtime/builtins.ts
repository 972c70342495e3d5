// Node's built-in modules, as plugins and the compilers get them.
import assert from "assert/";
import events from "events/";
import util from "util/";
import buffer from "./shims/buffer";
import fs, { notingFs } from "./shims/fs";
import * as os from "./shims/os";
import path from "./shims/path";
import * as perfHooks from "./shims/perf-hooks";
import { pluginProcess } from "./shims/process";
import { unavailable } from "./shims/unavailable";
import * as url from "./shims/url";

/** By name. */
export const given: Record<string, unknown> = {
    assert,
    "assert/strict": assert,
    buffer,
    events,
    fs: notingFs,
    "graceful-fs": fs, // enhanced-resolve's; the real one patches the process
    os,
    path,
    "path/posix": path,
    perf_hooks: perfHooks,
    process: pluginProcess,
    url,
    util,
};

// https://nodejs.org/api/modules.html#built-in-modules
const REFUSED = new Set(
    "async_hooks child_process cluster console constants crypto dgram diagnostics_channel dns dns/promises domain fs/promises http http2 https inspector net punycode querystring readline repl stream stream/promises string_decoder sys timers timers/promises tls trace_events tty v8 vm wasi worker_threads zlib".split(" "),
);
for (const name of REFUSED) given[name] = unavailable(name.replace("/", "."));

const plain = (request: string) => (request.startsWith("node:") ? request.slice("node:".length) : request);

/** The built-in module that Node would load for this request, if it is one. */
export function builtin(request: string): { exports: unknown } | undefined {
    const name = plain(request);
    return Object.hasOwn(given, name) ? { exports: given[name] } : undefined;
}

/** Whether it is a built-in module of which everything that is called throws. */
export function isRefused(request: string): boolean {
    return REFUSED.has(plain(request));
}
