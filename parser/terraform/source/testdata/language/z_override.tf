locals { over = "z_override" }
