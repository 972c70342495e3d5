import type { EventData, EventId } from "factorio:runtime"

type Handler<E extends EventData> = (event: E) => void

const handlers = new LuaTable<EventId<any>, Array<Handler<any>>>()

/** Like script.on_event, but several parts of the mod may listen to one event. */
export function on<E extends EventData>(id: EventId<E>, handler: Handler<E>): void {
  const known = handlers.get(id) as Array<Handler<E>> | undefined
  if (known) {
    known.push(handler)
    return
  }
  const list = [handler]
  handlers.set(id, list)
  script.on_event(id, (event) => {
    for (const each of list) each(event)
  })
}
