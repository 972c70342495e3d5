import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Sends } from "#src/build/sends.js";

describe("sending a content again", () => {
    function sendsUntilTooOften(pause: number): number {
        let now = 0;
        const sends = new Sends(() => now);
        for (let sent = 1; ; sent++, now += pause) {
            if (sends.isTooOften("a")) return sent;
        }
    }

    test("ten times in a row are enough for a cache that loses all that it gets", () => {
        assert.equal(sendsUntilTooOften(100), 11);
    });

    test("a cache that is cleared every half a minute is sent it a hundred times", () => {
        assert.equal(sendsUntilTooOften(30_000), 101);
    });

    test("contents are counted apart", () => {
        const sends = new Sends(() => 0);
        for (let i = 0; i < 50; i++) assert.equal(sends.isTooOften(String(i)), false);
    });
});
