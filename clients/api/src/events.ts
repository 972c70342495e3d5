import { ConnectionError, FarmError, RefusedError, UnreachableError } from "./errors.js";
import { ANSWER, type Http } from "./http.js";
import { readEvents } from "./sse.js";
import type { Service, Waits } from "./waits.js";
import type { BuildEvent, EventOf } from "./wire.js";

// A gateway that sends nothing for so long may be gone without a word; it sends a comment every ten seconds.
const SILENCE = 30_000;

const KNOWN: Readonly<Record<BuildEvent["type"], true>> = {
    planned: true,
    waiting: true,
    "time-spent": true,
    "script-explained": true,
    "script-ready": true,
    "script-finished": true,
    "output-ready": true,
    "generation-published": true,
    "publication-refused": true,
    finished: true,
};

/**
 * Follows the events of a build to the last one, over as many connections as that takes.
 *
 * @param url of the events
 * @param listener gets each event once and in order, but for `waiting`, which may come again; events of a newer farm that it does not know are left out
 * @returns the last event; undefined when the gateway does not know the build (any more), which is then to be
 *     submitted again
 */
export async function follow(
    url: string,
    { gateway, http, waits, signal }: { gateway: Service; http: Http; waits: Waits; signal: AbortSignal | undefined },
    listener: (event: BuildEvent) => Promise<void> | void,
): Promise<EventOf<"finished"> | undefined> {
    let seen = 0;
    let failures = 0;
    while (true) {
        const before = seen;
        try {
            const response = await http.send("GET", url, {
                headers: { accept: "text/event-stream", ...(seen > 0 && { "last-event-id": String(seen) }) },
                idle: Math.max(SILENCE, ANSWER),
                signal,
            });
            for await (const { data } of readEvents(response.body)) {
                const event = parse(data);
                if (event.sequence <= seen) continue; // was sent before the connection was lost
                if (event.type !== "waiting") seen = event.sequence; // nobody goes on from there
                if (!Object.hasOwn(KNOWN, event.type)) continue;
                await listener(event);
                if (event.type === "finished") return event;
            }
            throw new ConnectionError("the event stream ended early");
        } catch (cause) {
            if (cause instanceof RefusedError) {
                if (cause.status === 404) return undefined;
                if (cause.status < 500 && cause.status !== 429) throw cause;
            } else if (!(cause instanceof UnreachableError || cause instanceof ConnectionError)) {
                throw cause;
            }
            failures = seen > before ? 1 : failures + 1;
            await waits.pause(gateway, failures, cause, signal);
        }
    }
}

function parse(data: string): BuildEvent {
    try {
        return JSON.parse(data) as BuildEvent;
    } catch (cause) {
        throw new FarmError(`the farm sent an event that is none: ${(cause as Error).message}`, { cause });
    }
}
