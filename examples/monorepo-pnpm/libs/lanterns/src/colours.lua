return { "red", "amber", "jade", "indigo" }
