/** Where a command writes, and what it may do there. */
export interface Console {
    out(text: string): void;
    err(text: string): void;
    readonly outIsTerminal: boolean;
    readonly errIsTerminal: boolean;
    readonly colours: boolean;
    readonly columns: number;
}

/** That of this process. That nobody reads any more what it prints is no reason to end a build. */
export function processConsole(environment: NodeJS.ProcessEnv): Console {
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", (cause: NodeJS.ErrnoException) => {
            if (cause.code !== "EPIPE") throw cause;
        });
    }
    return {
        out: text => process.stdout.write(text),
        err: text => process.stderr.write(text),
        outIsTerminal: process.stdout.isTTY,
        errIsTerminal: process.stderr.isTTY,
        colours: !environment["NO_COLOR"],
        columns: process.stderr.columns || 80,
    };
}

/** All of it on stderr: stdout is for machines. */
export function allOnErr(console: Console): Console {
    return { ...console, out: text => console.err(text), outIsTerminal: console.errIsTerminal };
}
