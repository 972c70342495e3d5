/** Keeps the last value of each topic, so that whoever comes late hears it too. Other scripts use lib/topics.ts. */
import { ASK, PUBLISH, topicEvent, type Published } from "./lib/topics";

const state = persistent as { last: Record<string, unknown> };

export function onStart(): void {
    state.last ??= {};
    events.on(PUBLISH, (data: Published) => {
        state.last[data.topic] = data.value;
        events.emit(topicEvent(data.topic), data);
    });
    events.on(ASK, (data: { topic: string }) => {
        const value = state.last[data.topic];
        if (value !== undefined) events.emit(topicEvent(data.topic), { topic: data.topic, value });
    });
}
