import * as routes from "./routes.json";

export interface Road {
  from: number;
  to: number;
  miles: number;
  toll: number;
  closed?: string[];
}

/** Roads by the post that they leave; every road goes both ways. */
export class RoadMap {
  private readonly from = new Map<number, Road[]>();

  constructor(
    readonly posts: readonly string[],
    roads: readonly Road[],
    season: string,
  ) {
    for (const road of roads) {
      if (!road.closed?.includes(season)) {
        this.add(road);
        this.add({ ...road, from: road.to, to: road.from });
      }
    }
  }

  private add(road: Road) {
    const known = this.from.get(road.from);
    if (known === undefined) {
      this.from.set(road.from, [road]);
    } else {
      known.push(road);
    }
  }

  *leaving(post: number): Generator<Road> {
    yield* this.from.get(post) ?? [];
  }
}

export const winter = new RoadMap(routes.posts, routes.roads, routes.season);
