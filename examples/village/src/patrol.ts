/** Walks from point to point, round and round, and looks where it goes. */
interface Point {
    x: number;
    z: number;
}

const { points = [], speed = 1 } = params as { points?: Point[]; speed?: number };
const state = persistent as { next: number };

export function onStart(): void {
    state.next = (state.next ?? 0) % Math.max(1, points.length);
}

export function onUpdate(dt: number): void {
    const goal = points[state.next];
    if (goal === undefined) return;
    const { x, y, z } = transform.getPosition(entity);
    const [dx, dz] = [goal.x - x, goal.z - z];
    const away = Math.sqrt(dx * dx + dz * dz);
    const step = speed * dt;
    if (away <= step) {
        transform.setPosition(entity, goal.x, y, goal.z);
        state.next = (state.next + 1) % points.length;
        events.emit("arrived", { entity, point: goal });
        return;
    }
    transform.setPosition(entity, x + (dx / away) * step, y, z + (dz / away) * step);
    const half = Math.atan2(dx, dz) / 2;
    transform.setRotation(entity, 0, Math.sin(half), 0, Math.cos(half));
}
