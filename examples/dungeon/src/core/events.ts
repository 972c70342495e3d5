export type Handler<P> = (payload: P) => void;
export type Unsubscribe = () => void;

/** Typed publish and subscribe. Handlers run in the order of their subscription. */
export class EventBus<Events extends object> {
    private readonly handlers = new Map<keyof Events, Set<Handler<any>>>();
    private readonly history: Array<keyof Events> = [];

    on<K extends keyof Events>(event: K, handler: Handler<Events[K]>): Unsubscribe {
        let set = this.handlers.get(event);
        if (!set) {
            set = new Set();
            this.handlers.set(event, set);
        }
        const subscribed = set;
        subscribed.add(handler);
        return () => {
            subscribed.delete(handler);
        };
    }

    once<K extends keyof Events>(event: K, handler: Handler<Events[K]>): Unsubscribe {
        const off = this.on(event, (payload) => {
            off();
            handler(payload);
        });
        return off;
    }

    /** Settles with the next payload that is accepted. */
    next<K extends keyof Events>(event: K, accept?: (payload: Events[K]) => boolean): Promise<Events[K]> {
        return new Promise((resolve) => {
            const off = this.on(event, (payload) => {
                if (accept === undefined || accept(payload)) {
                    off();
                    resolve(payload);
                }
            });
        });
    }

    emit<K extends keyof Events>(event: K, payload: Events[K]): void {
        this.history.push(event);
        const handlers = this.handlers.get(event);
        if (!handlers) return;
        for (const handler of [...handlers]) {
            handler(payload);
        }
    }

    countOf(event: keyof Events): number {
        return this.history.filter((past) => past === event).length;
    }
}
