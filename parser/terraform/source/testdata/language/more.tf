locals { over = "original" }
