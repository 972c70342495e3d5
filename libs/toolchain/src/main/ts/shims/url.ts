export class URL {
    constructor() {
        throw new Error("URLs are not available to the compiler");
    }
}
