import { delta } from "engine.clock";
import type { Agent, Behaviour } from "./behaviours";
import { limit, vector } from "./vector";

/** Moves agents by what their behaviours want. */
export class Flock {
  private readonly members = new Map<Agent, Behaviour[]>();

  join(agent: Agent, ...behaviours: Behaviour[]): this {
    this.members.set(agent, [...(this.members.get(agent) ?? []), ...behaviours]);
    return this;
  }

  step(): number {
    const time = delta();
    for (const [agent, behaviours] of this.members) {
      let [x, y] = [agent.velocity.x, agent.velocity.y];
      for (const behaviour of behaviours) {
        const force = behaviour(agent);
        x += force.x * time;
        y += force.y * time;
      }
      agent.velocity = limit(vector(x, y), agent.topSpeed);
      agent.position = vector(
        agent.position.x + agent.velocity.x * time,
        agent.position.y + agent.velocity.y * time,
      );
    }
    return this.members.size;
  }
}
