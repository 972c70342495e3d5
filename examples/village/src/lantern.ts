/** Burns in the dark and in the rain. */
import { follow } from "./lib/topics";

let isDark = false;
let rains = false;

export function onStart(): void {
    events.on("dusk", () => set(true, rains));
    events.on("dawn", () => set(false, rains));
    follow<string>("weather", weather => set(isDark, weather === "rain"));
    set(isDark, rains);
}

function set(dark: boolean, rain: boolean): void {
    isDark = dark;
    rains = rain;
    ecs.setComponent(entity, "Light", { on: dark || rain });
}
