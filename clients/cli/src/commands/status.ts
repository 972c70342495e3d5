import { type Command, type Call } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";

const SHOWN_BUILDS = 10;
/** The verdict on a farm where nothing is in the way of builds. */
const FINE = "ok";

export const command: Command = {
    usage: "",
    description: ["Show workers, queue, cache and the last builds of the farm."],
    options: { json: { help: "What the gateway says, as it says it." } },
    words: 0,
    run,
};

async function run({ args, console, settings, signal }: Call): Promise<number> {
    const farm = farmOf(settings, signal);
    const status = await farm.status();
    const code = status.verdict === FINE ? ExitCode.success : ExitCode.unwell;
    if (args.flag("json")) {
        console.out(`${JSON.stringify(status)}\n`);
        return code;
    }
    const { verdict, queue, cache, workers, builds } = status;
    const lines = [
        `gateway ${farm.gateway}`,
        ...(queue ? [`queue   ${fields(queue)}`] : []),
        ...(cache ? [`cache   ${fields(cache)}`] : []),
        `workers ${workers.length}`,
        ...workers.map(worker => `  ${fields(worker)}`),
        ...(builds.length > 0 ? ["last builds"] : []),
        ...builds.slice(0, SHOWN_BUILDS).map(build => `  ${fields(build)}`),
        verdict,
    ];
    console.out(`${lines.join("\n")}\n`);
    return code;
}

/** The simple fields of an object, whatever they are; what names it comes first. */
function fields(value: object): string {
    const simple = Object.entries(value).filter(([, field]) => typeof field !== "object") as [string, string | number | boolean][];
    const id = simple.filter(([name]) => name === "id").map(([, field]) => String(field));
    return [...id, ...simple.filter(([name]) => name !== "id").map(([name, field]) => `${name} ${field}`)].join(", ");
}
