export const title = "one, with a dot"
