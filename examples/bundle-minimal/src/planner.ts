import { make, pop, push } from "./queue";
import type { RoadMap } from "./map";

export interface Route {
  stops: number[];
  cost: number;
}

/** Dijkstra with the tolls weighed in; undefined when there is no way. */
export function plan(map: RoadMap, from: number, to: number, copperPerMile: number): Route | undefined {
  const queue = make<Route>();
  const done = new Set<number>();
  push(queue, 0, { stops: [from], cost: 0 });
  for (let route = pop(queue); route !== undefined; route = pop(queue)) {
    const at = route.stops[route.stops.length - 1]!;
    if (at === to) {
      return route;
    }
    if (done.has(at)) {
      continue;
    }
    done.add(at);
    for (const road of map.leaving(at)) {
      const cost = route.cost + road.miles * copperPerMile + road.toll;
      push(queue, cost, { stops: [...route.stops, road.to], cost });
    }
  }
  return undefined;
}
