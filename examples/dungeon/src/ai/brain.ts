import { Condition, Selector, Sequence, Task, type Behavior } from "./behavior";
import { hunt } from "./hunt";
import { wander } from "./wander";

/** What a monster does that has no ideas of its own. */
export function defaultBrain(): Behavior {
    const stunned = new Sequence("stunned", [
        new Condition("is stunned", ({ self }) => self.isStunned),
        new Task("wait", () => "success"),
    ]);
    return new Selector("default", [stunned, hunt(), wander()]);
}

export default defaultBrain;
