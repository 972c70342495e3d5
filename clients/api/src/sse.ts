// Server-sent events (WHATWG HTML, 9.2), as far as a build's events need them.

export interface SseEvent {
    readonly id: string;
    readonly event: string;
    readonly data: string;
}

/** Events of a body, one by one. What is not ended by an empty line is dropped, as the standard says. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<SseEvent> {
    const decoder = new TextDecoder();
    let rest = "";
    let id = "";
    let event = "";
    let data: string[] = [];
    for await (const chunk of body) {
        rest += decoder.decode(chunk, { stream: true });
        let from = 0;
        while (true) {
            const end = lineEnd(rest, from);
            if (end === undefined) break;
            const line = rest.slice(from, end.at);
            from = end.next;
            if (line === "") {
                if (data.length > 0) yield { id, event, data: data.join("\n") };
                event = "";
                data = [];
                continue;
            }
            const colon = line.indexOf(":");
            const name = colon < 0 ? line : line.slice(0, colon);
            const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
            if (name === "data") data.push(value);
            else if (name === "event") event = value;
            else if (name === "id" && !value.includes("\0")) id = value;
        }
        rest = rest.slice(from);
    }
}

/** Where a line ends and the next one begins: at \n, \r\n or \r; a \r at the very end may be half of a \r\n. */
function lineEnd(text: string, from: number): { at: number; next: number } | undefined {
    for (let i = from; i < text.length; i++) {
        if (text[i] === "\n") return { at: i, next: i + 1 };
        if (text[i] === "\r") {
            if (i + 1 === text.length) return undefined;
            return { at: i, next: text[i + 1] === "\n" ? i + 2 : i + 1 };
        }
    }
    return undefined;
}
