import "./prototypes/item"
import "./prototypes/recipe"
import "./prototypes/shortcut"
import "./prototypes/technology"
