/** Changes by chance, and says so on the bus. */
import { publish } from "./lib/topics";

const { seconds = 20, rain = 0.3 } = params as { seconds?: number; rain?: number };

export function onStart(): void {
    change();
    timer.every(seconds, change);
}

function change(): void {
    publish("weather", random.chance(rain) ? "rain" : "sun");
}
