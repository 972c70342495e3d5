/** A binary heap. Equal priorities leave in the order in which they came. */
export class PriorityQueue<T> {
    private readonly heap: Array<{ value: T; priority: number; order: number }> = [];
    private arrivals = 0;

    get size(): number {
        return this.heap.length;
    }

    get isEmpty(): boolean {
        return this.heap.length === 0;
    }

    push(value: T, priority: number): void {
        this.heap.push({ value, priority, order: this.arrivals++ });
        let child = this.heap.length - 1;
        while (child > 0) {
            const parent = Math.floor((child - 1) / 2);
            if (!this.less(child, parent)) break;
            this.swap(child, parent);
            child = parent;
        }
    }

    pop(): T | undefined {
        if (this.isEmpty) return undefined;
        const top = this.heap[0];
        const last = this.heap.pop()!;
        if (this.heap.length > 0) {
            this.heap[0] = last;
            this.sink();
        }
        return top.value;
    }

    *drain(): Generator<T> {
        let value = this.pop();
        while (value !== undefined) {
            yield value;
            value = this.pop();
        }
    }

    private sink(): void {
        let parent = 0;
        while (true) {
            const left = 2 * parent + 1;
            const right = left + 1;
            let smallest = parent;
            if (left < this.heap.length && this.less(left, smallest)) smallest = left;
            if (right < this.heap.length && this.less(right, smallest)) smallest = right;
            if (smallest === parent) return;
            this.swap(parent, smallest);
            parent = smallest;
        }
    }

    private less(i: number, j: number): boolean {
        const a = this.heap[i];
        const b = this.heap[j];
        return a.priority !== b.priority ? a.priority < b.priority : a.order < b.order;
    }

    private swap(i: number, j: number): void {
        [this.heap[i], this.heap[j]] = [this.heap[j], this.heap[i]];
    }
}
