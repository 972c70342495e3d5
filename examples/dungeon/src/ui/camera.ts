import { points, type Point } from "@core";
import type { Tweens } from "./tween";

export class Camera {
    static readonly TILE = 16;

    x = 0;
    y = 0;
    zoom = 2;
    private shaking = 0;

    constructor(private readonly tweens: Tweens) {}

    get scale(): number {
        return Camera.TILE * this.zoom;
    }

    set scale(pixels: number) {
        this.zoom = pixels / Camera.TILE;
    }

    jump(to: Point): void {
        ({ x: this.x, y: this.y } = to);
    }

    async follow(to: Point): Promise<void> {
        const seconds = 0.12;
        const camera: Camera = this;
        await Promise.all([
            this.tweens.animate(camera, "x", to.x, seconds),
            this.tweens.animate(camera, "y", to.y, seconds),
        ]);
    }

    shake(strength: number): void {
        this.shaking = Math.max(this.shaking, strength);
    }

    /** Sets the transformation for everything that is drawn until `end`. */
    begin(): void {
        const [width, height] = love.graphics.getDimensions();
        love.graphics.push();
        love.graphics.translate(Math.floor(width / 2), Math.floor(height / 2));
        love.graphics.scale(this.zoom);
        love.graphics.translate(-(this.x + 0.5) * Camera.TILE, -(this.y + 0.5) * Camera.TILE);
        if (this.shaking > 0) {
            love.graphics.translate(love.math.random(-this.shaking, this.shaking), 0);
            this.shaking -= 1;
        }
    }

    end(): void {
        love.graphics.pop();
    }

    toScreen(p: Point): LuaMultiReturn<[x: number, y: number]> {
        const [x, y] = points.unpackPoint(p);
        return $multi(x * Camera.TILE, y * Camera.TILE);
    }
}
