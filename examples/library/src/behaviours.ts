import * as noise from "./noise";
import { between, length, limit, vector, type Vector } from "./vector";

export interface Agent {
  position: Vector;
  velocity: Vector;
  readonly topSpeed: number;
}

export type Behaviour = (agent: Agent) => Vector;

export function seek(target: () => Vector): Behaviour {
  return agent => {
    const wanted = limit(between(agent.position, target()), agent.topSpeed);
    return between(agent.velocity, wanted);
  };
}

export function arrive(target: () => Vector, slowing = 4): Behaviour {
  return agent => {
    const way = between(agent.position, target());
    const speed = Math.min(agent.topSpeed, (agent.topSpeed * length(way)) / slowing);
    return between(agent.velocity, limit(way, speed));
  };
}

export function wander(strength: number): Behaviour {
  let heading = noise.next() * 2 * math.pi;
  return () => {
    heading += (noise.next() - 0.5) * strength;
    return vector(math.cos(heading), math.sin(heading));
  };
}

export function* blend(...parts: Array<[Behaviour, number]>): Generator<[Behaviour, number], number> {
  let total = 0;
  for (const [behaviour, weight] of parts) {
    total += weight;
    yield [behaviour, weight];
  }
  return total;
}
