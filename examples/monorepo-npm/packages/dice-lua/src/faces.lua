return { count = 6 }
