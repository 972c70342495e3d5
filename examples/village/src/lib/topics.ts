/** Topics that scripts publish and follow; bus.ts keeps their last values. */
export const PUBLISH = "bus publish";
export const ASK = "bus ask";

export interface Published {
    topic: string;
    value: unknown;
}

export function topicEvent(topic: string): string {
    return `bus ${topic}`;
}

export function publish(topic: string, value: unknown): void {
    events.emit(PUBLISH, { topic, value });
}

/** Hears the last value and each later one. */
export function follow<T>(topic: string, hear: (value: T) => void): void {
    events.on(topicEvent(topic), (data: Published) => hear(data.value as T));
    events.emit(ASK, { topic });
}
