variable "app" {}

variable "data" {}

output "app" {
  value = var.app
}

output "by_tier" {
  value = { app = var.app, data = var.data }
}
