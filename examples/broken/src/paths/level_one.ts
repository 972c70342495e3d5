export const title = "one, with an underscore"
