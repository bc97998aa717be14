locals { over = "override" }
variable "d" { default = "overridden-default" }
