// Functions with and without self do not mix.

type Callback = (this: void, value: number) => void
type Method = (this: any, value: number) => void

declare function listen(this: void, callback: Callback): void
declare const log: Method

listen(log)
const method: Method = ((value: number) => print(value)) as Callback

export function tagged(this: void, target: (this: void) => void): void {
  target()
}

export const handlers: { run: Method } = { run: listen as unknown as Callback }
export { method }
