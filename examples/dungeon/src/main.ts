import { App } from "./ui/app";
import { configure, parseArguments } from "./game/config";
import { PlayScreen } from "./ui/screens/play";

const app = new App();

love.load = (args) => {
    void app.start().then(() => {
        if (args.length > 0) {
            app.open(new PlayScreen(app, configure(parseArguments(args))));
        }
    });
};

love.update = (dt) => app.update(dt);
love.draw = () => app.draw();

love.keypressed = (key) => {
    app.pressed(key);
};

love.handlers.levelchanged = (depth) => {
    love.window.setTitle(`The Lower Halls - level ${depth}`);
};
