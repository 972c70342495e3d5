local colours = require("colours")

return {
    light = function(index)
        return colours[(index - 1) % #colours + 1]
    end,
    count = #colours,
}
