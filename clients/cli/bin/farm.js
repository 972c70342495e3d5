#!/usr/bin/env node
import { main } from "../bundle/main.js";

process.exitCode = await main(process.argv.slice(2));
// Connections that wait for more requests are no reason to stay; what was printed is, where stdout is a pipe.
process.stdout.write("", () => process.stderr.write("", () => process.exit()));
