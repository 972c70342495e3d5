import { Pool, type Poolable } from "@core";
import { Palette, type Rgba } from "./palette";

class Particle implements Poolable {
    x = 0;
    y = 0;
    vx = 0;
    vy = 0;
    life = 0;
    colour: Rgba = Palette.ink;

    reset(): void {
        this.life = 0;
    }

    update(dt: number): void {
        this.x += this.vx * dt;
        this.y += this.vy * dt;
        this.vy += 60 * dt;
        this.life -= dt;
    }
}

export class Particles {
    private readonly pool = new Pool(() => new Particle(), 128);

    burst(x: number, y: number, count: number, colour: Rgba): void {
        for (let i = 0; i < count; i++) {
            const particle = this.pool.acquire();
            if (!particle) return;
            const angle = love.math.random() * 2 * Math.PI;
            const speed = 10 + love.math.random() * 30;
            Object.assign(particle, {
                x,
                y,
                vx: Math.cos(angle) * speed,
                vy: Math.sin(angle) * speed,
                life: 0.4 + love.math.random() * 0.3,
                colour,
            });
        }
    }

    update(dt: number): void {
        for (const particle of this.pool) {
            particle.update(dt);
        }
        this.pool.releaseWhere(({ life }) => life <= 0);
    }

    draw(): void {
        for (const { x, y, life, colour } of this.pool) {
            const [r, g, b] = colour;
            love.graphics.setColor(r, g, b, Math.min(1, life * 2));
            love.graphics.rectangle("fill", x, y, 2, 2);
        }
    }
}
