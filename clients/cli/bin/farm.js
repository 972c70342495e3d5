#!/usr/bin/env node
const { main } = require("../bundle/main.cjs");

main(process.argv.slice(2)).then(code => {
    process.exitCode = code;
    // Connections that wait for more requests are no reason to stay; what was printed is, where stdout is a pipe.
    process.stdout.write("", () => process.stderr.write("", () => process.exit()));
});
