variable "app" {}

variable "data" {}

output "app" {
  value = var.app
}

output "by_tier" {
  value = { data = var.app, app = var.data }
}
