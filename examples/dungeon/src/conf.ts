love.conf = (config) => {
    config.identity = "lower-halls";
    config.window.title = "The Lower Halls";
    config.window.width = 1024;
    config.window.height = 640;
    config.modules.physics = false;
    config.modules.video = false;
};
