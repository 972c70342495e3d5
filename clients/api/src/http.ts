import { FarmError, RefusedError } from "./errors.js";
import { textOf, type HttpResponse, type Platform } from "./platform.js";

const JSON_TYPE = "application/json";
const LARGEST_ERROR = 1 << 16;
/** How long an answer may take by default, in milliseconds. */
export const ANSWER = 30_000;

export interface Call {
    readonly body?: Uint8Array | string;
    readonly headers?: Readonly<Record<string, string>>;
    /** In milliseconds. */
    readonly idle?: number;
    readonly signal?: AbortSignal | undefined;
}

/** HTTP as the farm speaks it: JSON both ways, errors as `{"error": code, "message": text}`. */
export class Http {
    constructor(
        private readonly platform: Platform,
        private readonly token: string | undefined,
        private readonly traceParent?: string,
    ) {}

    /** One request; the answer's status is 2xx, and the caller reads its body. */
    async send(method: "GET" | "POST" | "DELETE", url: string, call: Call = {}): Promise<HttpResponse> {
        const response = await this.platform.send({
            method,
            url,
            headers: {
                ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
                ...(this.traceParent !== undefined && { traceparent: this.traceParent }),
                ...call.headers,
            },
            ...(call.body !== undefined && { body: call.body }),
            idle: call.idle ?? ANSWER,
            signal: call.signal,
        });
        if (response.status >= 200 && response.status < 300) return response;
        const text = (await textOf(response.body, LARGEST_ERROR)).trim();
        throw new RefusedError(response.status, messageOf(text) ?? `status ${response.status} from ${url}`, retryAfter(response));
    }

    async get<T>(url: string, call: Call = {}): Promise<T> {
        return await this.json<T>(url, await this.send("GET", url, { ...call, headers: { accept: JSON_TYPE } }));
    }

    async post<T>(url: string, json: unknown, call: Call = {}): Promise<T> {
        const headers = { ...call.headers, accept: JSON_TYPE, "content-type": JSON_TYPE };
        return await this.json<T>(url, await this.send("POST", url, { ...call, body: JSON.stringify(json), headers }));
    }

    private async json<T>(url: string, response: HttpResponse): Promise<T> {
        const text = await textOf(response.body);
        try {
            return JSON.parse(text) as T;
        } catch (cause) {
            throw new FarmError(`${url} does not answer like a farm: ${(cause as Error).message}`, { cause });
        }
    }
}

function messageOf(text: string): string | undefined {
    if (text === "" || text.startsWith("<")) return undefined;
    try {
        const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
        if (typeof message === "string") return message;
        if (typeof error === "string") return error;
    } catch {
        // not JSON: some proxy's words
    }
    return text;
}

/** Seconds (RFC 9110, section 10.2.3); a date says nothing here, since clocks differ. */
function retryAfter(response: HttpResponse): number | undefined {
    const said = response.header("retry-after");
    return said !== undefined && /^\d{1,6}$/.test(said) ? Number(said) * 1000 : undefined;
}
