import type { KeyConstant } from "love.keyboard";
import type { Assets } from "../assets";

export interface Navigator {
    readonly assets: Assets;
    open(screen: Screen): void;
}

export abstract class Screen {
    protected age = 0;

    constructor(protected readonly navigator: Navigator) {}

    enter(): void {}

    leave(): void {}

    update(dt: number): void {
        this.age += dt;
    }

    abstract draw(): void;

    pressed(_key: KeyConstant): void {}

    protected centred(line: string, y: number): void {
        const [width] = love.graphics.getDimensions();
        love.graphics.printf(line, 0, y, width, "center");
    }
}
