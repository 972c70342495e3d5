import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { CopyingFarm, farm as run } from "../kit/farm.js";
import { gameIn } from "../kit/project.js";

interface Span {
    traceId: string;
    spanId: string;
    parentSpanId?: string;
    name: string;
    startTimeUnixNano: string;
    endTimeUnixNano: string;
}

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("R9 the client's part of a trace", () => {
    let farm: CopyingFarm;
    const spans: Span[] = [];
    const asked: string[] = [];
    const collector = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", chunk => chunks.push(chunk as Buffer));
        request.on("end", () => {
            asked.push(`${request.url} ${String(request.headers["x-key"])}`);
            const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
            resourceSpans.forEach(({ scopeSpans }) => scopeSpans.forEach(scope => spans.push(...scope.spans)));
            response.end();
        });
    });

    beforeEach(async () => {
        farm = await new CopyingFarm().start();
        await new Promise<void>(resolve => collector.listen(0, "127.0.0.1", resolve));
        spans.length = asked.length = 0;
    });
    afterEach(async () => {
        await farm.stop();
        collector.closeAllConnections();
        await new Promise(resolve => collector.close(resolve));
    });

    const endpoint = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;

    test("a build has a span, of which its parts and the farm's are a part", async () => {
        const ran = await run(gameIn(), ["build"], { FARM_URL: farm.url, TRACEPARENT: `00-${TRACE}-${SPAN}-01`, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(), OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b" });
        assert.equal(ran.code, 0, ran.err);
        const root = spans.find(({ name }) => name === "farm build")!;
        assert.deepEqual([root.traceId, root.parentSpanId], [TRACE, SPAN]);
        assert.deepEqual(farm.traceParents, [`00-${TRACE}-${root.spanId}-01`]);
        const parts = spans.filter(span => span !== root);
        assert.deepEqual([...new Set(parts.map(({ name }) => name))].sort(), ["farm", "hash", "look", "send", "write"]);
        for (const part of parts) {
            assert.equal(part.parentSpanId, root.spanId);
            assert.ok(BigInt(part.startTimeUnixNano) >= BigInt(root.startTimeUnixNano) - 1_000_000_000n && BigInt(part.endTimeUnixNano) <= BigInt(root.endTimeUnixNano));
        }
        assert.deepEqual(asked, ["/v1/traces a b"]);
    });

    test("a collector that is away harms no build, and what is not to be sampled is not sent", async () => {
        const away = await run(gameIn(), ["build"], { FARM_URL: farm.url, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" });
        assert.deepEqual([away.code, farm.traceParents.at(-1)?.slice(-3)], [0, "-01"]);
        await run(gameIn(), ["build"], { FARM_URL: farm.url, TRACEPARENT: `00-${TRACE}-${SPAN}-00`, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() });
        assert.deepEqual([farm.traceParents.at(-1)?.slice(0, 35), asked], [`00-${TRACE}`, []]);
    });
});
