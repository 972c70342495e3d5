import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, test } from "node:test";
import { Farm } from "#src/client.js";
import { UnreachableError } from "#src/errors.js";
import { NodePlatform } from "#src/node.js";
import type { HttpRequest, HttpResponse, Platform } from "#src/platform.js";
import { FakeFarm } from "@scriptfarm/testkit";

const QUICK = { first: 1, longest: 2, attempts: 1000, silence: 60_000 };

/** A network on which the first attempts to connect get no answer. */
class Quiet extends NodePlatform {
    constructor(
        private attempts: number,
        private readonly silent: boolean,
    ) {
        super();
    }

    override send(request: HttpRequest): Promise<HttpResponse> {
        return this.attempts-- > 0 ? Promise.reject(new UnreachableError("nothing answers", { silent: this.silent })) : super.send(request);
    }
}

describe("R43 an address that says nothing at first", () => {
    const ask = async (platform: Platform, given: boolean, silence = QUICK.silence) => {
        const farm = await new FakeFarm().start();
        const waits: string[] = [];
        try {
            await new Farm(farm.url, { platform, patience: { ...QUICK, silence }, given, waiting: line => waits.push(line) }).info();
            return waits;
        } finally {
            await farm.stop();
        }
    };

    test("is waited for where it was given, with a line that says so", async () => {
        const waits = await ask(new Quiet(3, true), true);
        assert.equal(waits.length, 1);
        assert.match(waits[0]!, /^waiting for the gateway at http:.*, 60 s at most: nothing answers$/);
    });

    test("is not waited for where nobody gave it, nor where it is refused", async () => {
        await assert.rejects(ask(new Quiet(1, true), false), UnreachableError);
        await assert.rejects(ask(new Quiet(1, false), true), UnreachableError);
    });

    test("is not waited for for ever, and then no farm is there", async () => {
        await assert.rejects(ask(new Quiet(Infinity, true), true, 30), UnreachableError);
    });

    test("a machine that cuts TLS connections off is silent, one that refuses is not", async () => {
        const server = createServer((socket: Socket) => void socket.destroy()).listen(0, "127.0.0.1");
        await new Promise(resolve => server.once("listening", resolve));
        const { port } = server.address() as AddressInfo;
        const failure = async (platform: Platform) =>
            await platform.send({ method: "GET", url: `https://127.0.0.1:${port}/`, headers: {}, idle: 5000, signal: undefined }).then(
                () => assert.fail("it answers"),
                (cause: unknown) => cause,
            );
        const cut = await failure(new NodePlatform());
        server.close();
        await new Promise(resolve => server.once("close", resolve));
        const refused = await failure(new NodePlatform());
        assert.ok(cut instanceof UnreachableError && cut.silent, String(cut));
        assert.ok(refused instanceof UnreachableError && !refused.silent, String(refused));
    });
});
