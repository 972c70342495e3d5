import { winter } from "./map";
import { plan } from "./planner";

for (const [from, to] of [
  [0, 3],
  [0, 4],
  [4, 1],
] as const) {
  for (const copperPerMile of [0, 0.5]) {
    const route = plan(winter, from, to, copperPerMile);
    const stops = route?.stops.map(stop => winter.posts[stop]).join(" > ") ?? "no way";
    print(`${winter.posts[from]} to ${winter.posts[to]} at ${copperPerMile}: ${stops} (${route?.cost})`);
  }
}
