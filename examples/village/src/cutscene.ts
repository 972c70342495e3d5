/** A scene of the story, told from top to bottom. */
import { move, start, type Task } from "./lib/task";

let doorIsOpen = false;

export function onStart(): void {
    events.on("door", (data: { open: boolean }) => {
        doorIsOpen = data.open;
    });
    events.on("play", () => start(scene()));
}

function* scene(): Task {
    say("Somebody knocks.");
    yield 1;
    say("Who is there?");
    yield () => doorIsOpen;
    say("The door opens.");
    yield* move(entity, { x: 0, y: 2, z: -5 }, 2);
    say("The end.");
}

function say(text: string): void {
    events.emit("quest", { text });
}
